package scenario

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
)

// encoded is a form as a browser sends it: one that holds files, in parts.
func encoded(fields url.Values) (body io.Reader, contentType string, err error) {
	if !slices.ContainsFunc(slices.Collect(maps.Values(fields)), func(values []string) bool { return isFile(values[0]) }) {
		return strings.NewReader(fields.Encode()), "application/x-www-form-urlencoded", nil
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[field] {
			if err := writePart(form, field, value); err != nil {
				return nil, "", err
			}
		}
	}
	return &b, form.FormDataContentType(), form.Close()
}

func writePart(form *multipart.Writer, field, value string) error {
	if !isFile(value) {
		return form.WriteField(field, value)
	}
	name, content, _ := strings.Cut(value[1:], ":")
	part, err := form.CreateFormFile(field, name)
	if err == nil {
		_, err = io.WriteString(part, unfold(content))
	}
	return err
}

// isFile tells whether a value stands for a file: @NAME:CONTENT.
func isFile(value string) bool { return strings.HasPrefix(value, "@") && strings.Contains(value, ":") }
