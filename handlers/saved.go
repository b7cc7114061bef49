package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/places"
	"portaconsole/porta/catalog"
	"portaconsole/views/saved"
)

// savedList reads the address of the list that a form of ours wants to save.
func (a *app) savedList(c echo.Context, address string) (*catalog.RecordType, listQuery, error) {
	path, query, _ := strings.Cut(address, "?")
	for _, s := range a.catalog(c).Services {
		for _, r := range s.Records {
			if r.Operation(catalog.List) != nil && listURL(r) == path {
				return r, readListQuery(query).at(0), nil
			}
		}
	}
	return nil, listQuery{}, notFound("This server has no such list.")
}

// showSaveView asks for the name: beside the list, or on a page of its own.
func (a *app) showSaveView(c echo.Context) error {
	r, q, err := a.savedList(c, c.QueryParam("list"))
	if err != nil {
		return err
	}
	return a.askForName(c, r, q, http.StatusOK, saved.Form{Name: c.QueryParam("name")})
}

func (a *app) askForName(c echo.Context, r *catalog.RecordType, q listQuery, status int, f saved.Form) error {
	bar, err := a.savedBar(c, r, q)
	if err != nil {
		return err
	}
	bar.Form = &f
	focusAfter(c, saved.NameID)
	page := saved.New(saved.Page{Service: r.Service, Record: r.Name, What: a.queryWords(r, q), Bar: bar})
	return render(c, status, a.shell(c, "Save view", r, page), saved.BarPart(bar))
}

// saveView keeps a list under a name. Which list it is says the form; where the user is does not change.
func (a *app) saveView(c echo.Context) error {
	r, q, err := a.savedList(c, c.FormValue("list"))
	if err != nil {
		return err
	}
	v := viewOf(r, q)
	v.Name = c.FormValue("name")
	if a.hasSecret(r, q) {
		return a.askForName(c, r, q, http.StatusUnprocessableEntity, saved.Form{Name: v.Name, Mistake: "A list that is filtered by a secret cannot be saved."})
	}
	v, err = a.Places.Save(c.Request().Context(), a.user(c).Owner(), v, c.FormValue("replace"))
	if refused, ok := errors.AsType[*places.Refusal](err); ok {
		f := saved.Form{Name: c.FormValue("name"), Mistake: refused.Text}
		if refused.Taken != nil {
			f.Replace = refused.Taken.ID
		}
		return a.askForName(c, r, q, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	if !wantsPart(c.Request()) {
		return redirect(c, savedListURL(v))
	}
	bar, err := a.savedBar(c, r, q)
	if err != nil {
		return err
	}
	bar.News = "View " + v.Name + " saved"
	focusAfter(c, saved.ButtonID)
	return render(c, http.StatusOK, saved.BarPart(bar), saved.BarPart(bar))
}

// view finds the saved view that the address names, among the user's own.
func (a *app) view(c echo.Context) (places.View, error) {
	v, err := a.Places.View(c.Request().Context(), a.user(c).Owner(), c.Param("id"))
	return v, viewError(err)
}

func viewError(err error) error {
	if errors.Is(err, places.ErrNone) {
		return notFound("There is no saved view at this address.")
	}
	return err
}

// openView leads to the list.
func (a *app) openView(c echo.Context) error {
	v, err := a.view(c)
	if err != nil {
		return err
	}
	return redirect(c, savedListURL(v))
}

func (a *app) showEditView(c echo.Context) error {
	v, err := a.view(c)
	if err != nil {
		return err
	}
	return a.renderEditView(c, http.StatusOK, v, cmp.Or(c.QueryParam("name"), v.Name), "")
}

func (a *app) renderEditView(c echo.Context, status int, v places.View, name, mistake string) error {
	record, what := a.viewWords(a.catalog(c), v)
	page := saved.Edit(saved.EditPage{
		Heading: v.Name, Record: record, What: what, URL: safeURL(savedListURL(v)), EditURL: safeURL(editViewURL(v)), Name: name, Mistake: mistake,
	})
	return render(c, status, a.shell(c, "View "+v.Name, nil, page), page)
}

// editView renames or deletes a view, as the pressed button says.
func (a *app) editView(c echo.Context) error {
	v, err := a.view(c)
	if err != nil {
		return err
	}
	ctx, owner := c.Request().Context(), a.user(c).Owner()
	switch c.FormValue("op") {
	case "delete":
		err = a.Places.Delete(ctx, owner, v.ID)
	case "rename":
		err = a.Places.Rename(ctx, owner, v.ID, c.FormValue("name"))
	default:
		return a.renderEditView(c, http.StatusOK, v, c.FormValue("name"), "")
	}
	if refused, ok := errors.AsType[*places.Refusal](err); ok {
		return a.renderEditView(c, http.StatusUnprocessableEntity, v, c.FormValue("name"), refused.Text)
	}
	if err != nil {
		return viewError(err)
	}
	return redirect(c, "/")
}
