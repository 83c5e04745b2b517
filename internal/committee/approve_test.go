package committee_test

import (
	"strconv"
	"strings"
	"testing"

	"preau/internal/access"
	"preau/internal/campaign"
	"preau/internal/civil"
	"preau/internal/committee"
	"preau/internal/db"
)

// The minutes as they are: what a chapter above gives as their digest.
var (
	first  = strings.Repeat("a", 64)
	second = strings.Repeat("b", 64)
)

func says(digest string) func(*db.Tx, committee.Gathering) (string, error) {
	return func(*db.Tx, committee.Gathering) (string, error) { return digest, nil }
}

// approves approves minutes that are what they were when they were read.
func (w *world) approves(call access.Call, on civil.Date, signer, digest string) error {
	return w.Approve(w.Context(), call, idf, on, committee.TypedApproval{Signer: signer, Digest: digest}, says(digest))
}

// signatures are those of the minutes as they are, on the day of the world.
func (w *world) signatures(on civil.Date, digest string) []committee.Signature {
	w.Helper()
	g, err := w.meet("prefet", on)
	w.must(err)
	return g.Signatures(digest, moment().Today())
}

// awaited tells whether the region is expected to approve.
func (w *world) awaited() (is bool) {
	w.Helper()
	w.must(w.db.Read(w.Context(), func(tx *db.Tx) error {
		pending, err := campaign.PendingFor(tx, w.people["prefet"])
		for _, p := range pending {
			is = is || p.Act == committee.ActApprove
		}
		return err
	}))
	return is
}

// presided is a meeting with a préfet, the three recteurs, of whom one has an account,
// and a delegation of one that ends on the day of the meeting.
func (w *world) presided() (on civil.Date, versailles, delegation db.ID) {
	w.Helper()
	w.member("Le préfet", committee.Prefet, "", "prefet")
	w.member("Le recteur de Créteil", committee.Recteur, "24", "recteur")
	w.member("La rectrice de Paris", committee.Recteur, "01", "")
	versailles = w.member("Le recteur de Versailles", committee.Recteur, "25", "")
	w.must(w.write(func(tx *db.Tx) (err error) {
		delegation, err = w.DelegateTx(tx, w.by("prefet"), idf, committee.TypedDelegation{Member: versailles, Name: "Inès", Login: "casnav",
			From: "01/10/2009", Until: "07/10/2009", Reason: "Empêchement."})
		return err
	}))
	return w.meeting("07/10/2009", "project:a"), versailles, delegation
}

func TestApprove(t *testing.T) {
	engines(t, func(w *world) {
		on, _, delegation := w.presided()
		w.refused(w.approves(w.by("prefet"), on, "prefet", first), "", "Approve before the end of the meeting")
		if w.awaited() {
			w.Error("an approval is expected of a meeting that is not closed")
		}
		w.must(w.Close(w.Context(), w.by("prefet"), idf, on))
		if !w.awaited() {
			w.Error("no approval is expected once the meeting is closed")
		}
		for name, test := range map[string]struct{ login, signer string }{
			"nobody": {"prefet", ""}, "somebody with an account": {"prefet", "recteur.24"}, "a seat that is not": {"prefet", "recteur.02"}, "a delegate with an account": {"prefet", idText(delegation)},
		} {
			w.refused(w.approves(w.by(test.login), on, test.signer, first), "pour", "Approve for "+name)
		}
		for _, login := range []string{"nation", "far", "ofii", "school"} {
			w.hidden(w.approves(w.by(login), on, "prefet", first), "Approve as "+login)
		}
		w.refused(w.Approve(w.Context(), w.by("prefet"), idf, on, committee.TypedApproval{Signer: "prefet", Digest: first}, says(second)), "", "Approve what has changed")

		call := w.by("prefet")
		call.Key = "0123456789abcdef0123456789abcdef"
		w.must(w.approves(call, on, "prefet", first))
		w.must(w.approves(call, on, "prefet", first)) // the double click
		w.refused(w.approves(w.by("prefet"), on, "prefet", first), "pour", "Approve a second time")
		if all := w.signatures(on, first); committee.AllApproved(all) || !all[0].Done || all[1].Done {
			w.Errorf("Signatures after one approval = %+v, want the first seat alone", all)
		}

		// What was approved has changed: it is to be approved again, by all.
		if all := w.signatures(on, second); all[0].Done || !all[0].Stale || all[1].Stale {
			w.Errorf("Signatures of changed minutes = %+v, want the first seat stale", all)
		}
		w.must(w.approves(w.by("prefet"), on, "prefet", second))
		w.must(w.approves(w.by("recteur"), on, "recteur.24", second))
		w.must(w.approves(w.by("recteur"), on, "recteur.01", second)) // she has no account
		w.must(w.approves(w.by("casnav"), on, idText(delegation), second))
		all := w.signatures(on, second)
		if !committee.AllApproved(all) || w.awaited() {
			w.Errorf("Signatures = %+v, expected still: %t, want all approved and nothing expected", all, w.awaited())
		}
		words := map[string]string{}
		for _, s := range all {
			words[s.Academie] = s.Approval.Words()
		}
		if words[""] != "Le préfet" || words["01"] != "La rectrice de Paris (saisi par recteur)" || words["25"] != "Inès, par délégation de Le recteur de Versailles" {
			w.Errorf("Approval.Words by académie = %v", words)
		}
	})
}

// Of several approvals of a seat the latest is told, unless an earlier one holds for the
// minutes as they are again.
func TestTheLatestApprovalIsTold(t *testing.T) {
	seat := committee.Seat{Quality: committee.Prefet}
	g := committee.Gathering{Sitting: committee.Sitting{Seats: []committee.Seat{seat}},
		Approvals: []committee.Approval{{ID: 2, Seat: seat, Digest: second}, {ID: 1, Seat: seat, Digest: first}}} // as they are read
	for digest, want := range map[string]struct {
		id          db.ID
		done, stale bool
	}{first: {1, true, false}, second: {2, true, false}, strings.Repeat("c", 64): {2, false, true}} {
		all := g.Signatures(digest, moment().Today())
		if len(all) != 1 || all[0].Approval.ID != want.id || all[0].Done != want.done || all[0].Stale != want.stale {
			t.Errorf("Signatures(%.1s…) = %+v, want %+v", digest, all, want)
		}
	}
	engines(t, func(w *world) {
		on, _, _ := w.presided()
		w.must(w.Close(w.Context(), w.by("prefet"), idf, on))
		w.must(w.approves(w.by("prefet"), on, "prefet", first))
		w.must(w.approves(w.by("prefet"), on, "prefet", second))
		if all := w.signatures(on, strings.Repeat("c", 64)); !all[0].Stale || all[0].Approval.Digest != second {
			w.Errorf("Signatures of minutes changed twice = %+v, want the latest approval told", all)
		}
	})
}

// A delegation that ended no longer approves, and a seat that nobody holds waits.
func TestApproveWhenTheTimeIsOver(t *testing.T) {
	engines(t, func(w *world) {
		on, versailles, delegation := w.presided()
		w.must(w.Close(w.Context(), w.by("prefet"), idf, on))
		late := w.by("casnav")
		late.At.Happened = civil.Paris(2009, 10, 8, 9, 0, 0)
		w.hidden(w.approves(late, on, idText(delegation), first), "Approve under a delegation that ended")
		pen := w.by("prefet")
		pen.At = late.At
		w.refused(w.approves(pen, on, idText(delegation), first), "pour", "Approve for a delegate whose time is over")

		w.must(w.Leave(w.Context(), w.by("prefet"), idf, versailles, "07/10/2009"))
		w.refused(w.approves(pen, on, "recteur.25", first), "pour", "Approve for who has left")
		for _, signer := range []string{"prefet", "recteur.01"} {
			w.must(w.approves(pen, on, signer, first))
		}
		w.must(w.approves(access.Call{By: w.people["recteur"], At: late.At}, on, "recteur.24", first))
		if all := w.signatures(on, first); committee.AllApproved(all) || !w.awaited() {
			w.Errorf("Signatures with a vacant seat = %+v, want them still proposed", all)
		}
		w.must(w.AddMember(w.Context(), w.by("prefet"), idf, committee.TypedMember{Name: "La nouvelle rectrice", Quality: "recteur", Academie: "25", From: "08/10/2009"}))
		w.must(w.approves(pen, on, "recteur.25", first))
		if w.awaited() {
			w.Error("an approval is expected still, though who came after has approved")
		}
	})
}

// A committee of one has approved nothing alone: the joint presidency has other
// seats (§3.1).
func TestApproveAlone(t *testing.T) {
	engines(t, func(w *world) {
		w.member("Le préfet", committee.Prefet, "", "prefet")
		on := w.meeting("07/10/2009")
		w.must(w.Close(w.Context(), w.by("prefet"), idf, on))
		w.must(w.approves(w.by("prefet"), on, "prefet", first))
		all := w.signatures(on, first)
		if committee.AllApproved(all) || len(all) != 4 || all[1].Holder != "" {
			w.Errorf("Signatures = %+v, want four seats, three of which nobody holds", all)
		}
	})
}

func idText(id db.ID) string { return strconv.FormatInt(int64(id), 10) }
