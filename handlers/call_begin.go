package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// setPrefix begins the query parameters that fill a value in: "set.account_info.i_customer".
const setPrefix = "set."

// maxSet is how many values an address may set.
const maxSet = 500

// begin fills in what the address of the form says. Secrets do not stand in addresses, so they are not taken from there.
func (a *app) begin(c echo.Context, request *catalog.Schema, f *builder.Form) error {
	hidden := a.Masking.Of(request)
	var tree attr.Value
	room := maxSet
	for path, value := range withPrefix(c.Request().URL.RawQuery, setPrefix) {
		if room--; room < 0 {
			return &statusError{http.StatusUnprocessableEntity, "Too much for a form", "The address of this form sets more than " + strconv.Itoa(maxSet) + " values."}
		}
		at, ok := attr.ReadPath(path)
		if !ok || hidden(at) {
			continue
		}
		for i := range at { // an index leads into an array only where there is one
			if s := request.At(at[:i]); s != nil && s.Type == catalog.Array && tree.At(at[:i]).IsAbsent() {
				tree, _ = tree.With(at[:i], attr.ArrayValue())
			}
		}
		if with, ok := tree.With(at, typed(request.At(at), strings.ToValidUTF8(value, "\uFFFD"))); ok {
			tree = with
		}
	}
	if tree.IsAbsent() {
		return nil
	}
	err := f.Fill(f.Root, tree)
	if limit, ok := errors.AsType[*builder.LimitError](err); ok {
		return &statusError{http.StatusUnprocessableEntity, "Too much for a form", limit.Error()}
	}
	return err
}

// typed is a text of an address as the description wants it; a text where it says nothing, or where the text does not fit.
func typed(s *catalog.Schema, text string) attr.Value {
	if t := builder.TypeOf(s); t != builder.Object && t != builder.Array {
		if v, mistake := builder.Scalar(t, text); mistake == "" {
			return v
		}
	}
	return attr.TextValue(text)
}
