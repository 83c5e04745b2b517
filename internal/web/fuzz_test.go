package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"preau/internal/access"
)

// Whatever is asked for, by whom and however, a page answers, or says that it does
// not exist; nothing fails, and nothing that was written comes back as markup.
func FuzzRequest(f *testing.F) {
	for _, c := range [][3]string{{"/projets/2009-93-0042", "etat=draft&page=2", ""}, {"/projets/../journal", "q=%00", "preau=a"}, {"/ecoles", "q=<svg onload=alert(1)>&departement='%20OR%201=1--", "preau=%FF; preau=b"},
		{"/comites/11/reunions/2009-02-30/releve", "", "a"}, {"/roles/9223372036854775808", "page=-9223372036854775808", "preau="}, {"/credits/simulations/1/93", "b=1&a;b", ""}, {"/invitation/1-1.AAAA", "retour=//a", ""},
		{"/campagne/comparer", "avec=99999999999999999999&version=-1", ""}, {"//a/..//b", "", ""}, {"/static/x/..%2f", "", ""}} {
		f.Add(c[0], c[1], c[2])
	}
	s := newExample(f)
	visitors := []*visitor{s.visitor(), s.as(string(access.SchoolLead)), s.as(string(access.NationalPilot))}
	f.Fuzz(func(t *testing.T, path, query, cookie string) {
		for _, v := range visitors {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			r.URL = &url.URL{Path: path, RawQuery: query}
			r.RequestURI = r.URL.RequestURI()
			r.Header.Set("Cookie", cookie)
			if v.cookie != nil {
				r.AddCookie(v.cookie)
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code >= http.StatusInternalServerError || strings.Contains(w.Body.String(), "<svg onload") || strings.HasPrefix(w.Header().Get("Location"), "//") {
				t.Errorf("GET %q ? %q with the cookie %q as %q: got %d to %q", path, query, cookie, v.login, w.Code, w.Header().Get("Location"))
			}
		}
	})
}

// Whatever is sent as a form with files is read or refused.
func FuzzUpload(f *testing.F) {
	f.Add(multipartType.Get("Content-Type"), []byte(multipartForm(part{"objet", "", "a"}, part{"fichier", "a.pdf", smallPDF})))
	f.Add("multipart/form-data; boundary=\"a b\"", []byte("--a b\r\nContent-Disposition: form-data; name=fichier; filename*=UTF-8''..%2f\r\nContent-Transfer-Encoding: base64\r\n\r\nAA\r\n--a b--"))
	f.Add(formType.Get("Content-Type"), []byte("a=%&b;c"))
	v := newExample(f).receiver(1000)
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/envoi", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		v.handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK && w.Code != http.StatusBadRequest && w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("POST of %q as %q: got %d", body, kind, w.Code)
		}
	})
}
