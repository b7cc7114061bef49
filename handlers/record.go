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
	op := r.Operation(catalog.Get)
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if op == nil || err != nil {
		return notFound("There is no " + r.Name + " with this number.")
	}
	params := attr.ObjectValue(attr.M(r.IDField, attr.IntValue(id)))
	answer, err := a.user(c).Client.Call(c.Request().Context(), op.Method.Path(), params)
	if err != nil {
		return err
	}
	v := answer.At(attr.ParsePath(op.Wrapper))
	if v.Len() == 0 { // PortaBilling answers a missing record with nothing, which is no fault
		return notFound("There is no " + r.Name + " with the number " + strconv.FormatInt(id, 10) + ".")
	}
	page := a.linker(c).recordView(r, id, a.Masking.Mask(r.Info(), v))
	page.Created = a.user(c).TakeCreated(recordURL(r, id))
	did := places.Opened
	if page.Created {
		did = places.Created
	}
	a.remember(c, places.Recent{URL: recordURL(r, id), Did: did, Text: recordWords(r, page.Heading)})
	content := records.Record(page)
	return render(c, http.StatusOK, a.shell(c, page.Heading+" – "+r.Name, r, content), content)
}

// recordView is the page of a record, whose value is masked.
func (l *linker) recordView(r *catalog.RecordType, id int64, v attr.Value) records.RecordPage {
	p := records.RecordPage{Service: r.Service, Record: r.Name, ListURL: safeURL(listURL(r))}
	if r.Operation(catalog.Create) != nil {
		p.NewURL = safeURL(newURL(r))
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
