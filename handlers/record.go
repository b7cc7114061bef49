package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/names"
	"portaconsole/handlers/places"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
)

// record shows one record by the value of its id field.
func (a *app) record(c echo.Context) error {
	r, err := a.recordType(c)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return notFound("There is no " + r.Name + " with this number.")
	}
	v, err := a.readRecord(c, r, id)
	if err != nil {
		return err
	}
	page := a.linker(c).recordView(r, id, v)
	page.News = a.user(c).TakeNews(recordURL(r, id)).Verb
	did := places.Opened
	if page.News != "" {
		did = deedOf(page.News)
	}
	a.remember(c, places.Recent{URL: recordURL(r, id), Did: did, Text: recordWords(r, page.Heading)})
	content := records.Record(page)
	return render(c, http.StatusOK, a.shell(c, page.Heading+" – "+r.Name, r, content), content)
}

// readRecord reads a record by its key, and masks it.
func (a *app) readRecord(c echo.Context, r *catalog.RecordType, id int64) (attr.Value, error) {
	op := r.Operation(catalog.Get)
	if op == nil {
		return attr.Value{}, notFound("This server cannot show a " + r.Name + ".")
	}
	params := attr.ObjectValue(attr.M(r.IDField, attr.IntValue(id)))
	answer, err := a.user(c).Client.Call(c.Request().Context(), op.Method.Path(), params)
	if err != nil {
		return attr.Value{}, err
	}
	v := answer.At(attr.ParsePath(op.Wrapper))
	if v.Kind() != attr.Object || v.Len() == 0 { // PortaBilling answers a missing record with nothing, which is no fault
		return attr.Value{}, notFound("There is no " + r.Name + " with the number " + strconv.FormatInt(id, 10) + ".")
	}
	return a.Masking.Mask(r.Info(), v), nil
}

// recordView is the page of a record, whose value is masked.
func (l *linker) recordView(r *catalog.RecordType, id int64, v attr.Value) records.RecordPage {
	p := records.RecordPage{Service: r.Service, Record: r.Name, ListURL: safeURL(listURL(r))}
	if r.Operation(catalog.Create) != nil {
		p.NewURL, p.CopyURL = safeURL(newURL(r)), safeURL(copyURL(r, id))
	}
	if updateOf(r) != nil {
		p.EditURL = safeURL(editURL(r, id))
	}
	if op := r.Operation(catalog.Delete); op != nil && op.Key != nil {
		p.EndURL, p.End = safeURL(endURL(r, id)), endWord(op)
	}
	l.learn(r, v)
	p.Heading = names.Title(r, v)
	if p.Heading == "" || p.Heading == catalog.Masked {
		p.Heading = r.Name + " " + strconv.FormatInt(id, 10)
	}
	info := r.Info()
	p.Attributes = l.kidsView(info, v)
	for i := range p.Attributes {
		if p.Attributes[i].Name == r.IDField { // this record itself
			p.Attributes[i].Reference = nil
		}
	}
	p.NamesURL = l.namesURL()
	for _, m := range v.Members() {
		if m.Value.IsEmpty() {
			p.Empty = append(p.Empty, m.Name)
		}
	}
	p.JSON = v.IndentedJSON()
	return p
}
