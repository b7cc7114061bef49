package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/drafts"
	"portaconsole/porta/journal"
)

// parkShort keeps for its owner what was typed into a form of few fields, and returns where it is there again; "" for forms that ask
// for nothing but a press. What names people is kept sealed; a view's list and name are in its address as on any other day.
func (a *app) parkShort(c echo.Context, owner drafts.Owner, body []byte) (address string, err error) {
	typed, err := url.ParseQuery(string(body))
	if err != nil {
		return "", nil // no form of ours
	}
	switch route := c.Path(); {
	case route == "/journal/:id/reason" && strings.TrimSpace(typed.Get("reason")) == "":
		comeBackTo(c, entryURL(c.Param("id")))
		return "", nil
	case route == "/journal/:id/reason":
		return entryURL(c.Param("id")), a.parkReason(context.WithoutCancel(c.Request().Context()), owner, c.Param("id"), typed.Get("reason"))
	case route == "/views/new":
		list := a.pageAt(typed.Get("list")) // without it there is nothing to save
		if list == "" {
			return "", nil
		}
		// Where both together are too long for an address, the list is what is left.
		return cmp.Or(a.pageAt("/views/new?"+url.Values{"list": {list}, "name": {typed.Get("name")}}.Encode()), list), nil
	case route == "/views/:id/edit" && typed.Has("name"):
		return a.pageAt(c.Request().URL.EscapedPath() + "?" + url.Values{"name": {typed.Get("name")}}.Encode()), nil
	}
	return "", nil
}

// reasonDraft is the draft of an entry's reason. It is none of a form's ids, which have no dash.
func reasonDraft(entry string) string { return "reason-" + entry }

// parkReason keeps the reason that was typed for an entry of the journal.
func (a *app) parkReason(ctx context.Context, owner drafts.Owner, entry, reason string) error {
	if err := a.forgetReason(ctx, owner, entry); err != nil { // an earlier one
		return err
	}
	d := drafts.Draft{Owner: owner, ID: reasonDraft(entry), Path: entryURL(entry), Title: "Reason for an entry of the journal", Changed: time.Now()}
	_, err := a.Drafts.SaveDraft(ctx, d, []drafts.Step{{State: []byte(reason), Typing: -1}})
	return err
}

// parkedReason is the reason that was typed for an entry and is not added yet; "" when there is none.
func (a *app) parkedReason(ctx context.Context, e *journal.Entry) (string, error) {
	d, err := a.Drafts.Draft(ctx, e.Owner, reasonDraft(e.ID))
	if errors.Is(err, drafts.ErrNone) || errors.Is(err, drafts.ErrSealed) {
		return "", nil
	}
	return string(d.State), err
}

func (a *app) forgetReason(ctx context.Context, owner drafts.Owner, entry string) error {
	return a.Drafts.RemoveDraft(ctx, owner, reasonDraft(entry))
}
