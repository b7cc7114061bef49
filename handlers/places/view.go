package places

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"portaconsole/porta"
)

// Limits of saved views.
const (
	MaxViews = 200      // of an owner
	MaxName  = 100      // characters
	maxQuery = 16 << 10 // bytes
)

// View is a list with its filters, saved under a name.
type View struct {
	ID     string
	Record string // the record type, "Customer/customer"
	Name   string // unique among the owner's views of the record type
	Query  string // of the list's address
}

// Refusal is why a view cannot be saved, in words for people.
type Refusal struct {
	Text  string
	Taken *View // the view that has the name; nil when something else is wrong
}

func (r *Refusal) Error() string { return r.Text }

// Views returns the owner's views by record type and name.
func (p *Places) Views(ctx context.Context, owner porta.Owner) ([]View, error) {
	views, err := p.with.Keeper.Views(ctx, owner)
	slices.SortFunc(views, func(a, b View) int {
		return cmp.Or(cmp.Compare(a.Record, b.Record), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return views, err
}

// View returns a view of the owner's, or [ErrNone].
func (p *Places) View(ctx context.Context, owner porta.Owner, id string) (View, error) {
	views, err := p.with.Keeper.Views(ctx, owner)
	if err != nil {
		return View{}, err
	}
	i := slices.IndexFunc(views, func(v View) bool { return v.ID == id })
	if i < 0 {
		return View{}, ErrNone
	}
	return views[i], nil
}

// Save keeps a new view; its id is given here. A name that is taken is refused, unless it is the name of the view with the id
// replace: that one is changed then. What is wrong with the view is a [*Refusal].
func (p *Places) Save(ctx context.Context, owner porta.Owner, v View, replace string) (View, error) {
	name, err := tidyName(v.Name)
	if err != nil {
		return View{}, err
	}
	if len(v.Query) > maxQuery {
		return View{}, &Refusal{Text: "These filters are too long to be saved."}
	}
	p.saving.Lock()
	defer p.saving.Unlock()
	views, err := p.with.Keeper.Views(ctx, owner)
	if err != nil {
		return View{}, err
	}
	v.ID, v.Name = strings.ToLower(rand.Text()[:16]), name
	switch taken := named(views, v); {
	case taken != nil && taken.Query == v.Query:
		return *taken, nil // saved a moment ago, by a second press
	case taken != nil && taken.ID == replace:
		v.ID = replace
	case taken != nil:
		return View{}, &Refusal{Text: fmt.Sprintf("There is a view “%s” already. Replace it, or choose another name.", taken.Name), Taken: taken}
	case len(views) >= MaxViews:
		return View{}, &Refusal{Text: fmt.Sprintf("You have %d saved views, and there can be no more. Delete one that you do not need.", len(views))}
	}
	return v, p.with.Keeper.PutView(ctx, owner, v)
}

// Rename gives a view of the owner's another name. It answers with [ErrNone], or with a [*Refusal] of the name.
func (p *Places) Rename(ctx context.Context, owner porta.Owner, id, name string) error {
	name, err := tidyName(name)
	if err != nil {
		return err
	}
	p.saving.Lock()
	defer p.saving.Unlock()
	views, err := p.with.Keeper.Views(ctx, owner)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(views, func(v View) bool { return v.ID == id })
	if i < 0 {
		return ErrNone
	}
	v := views[i]
	v.Name = name
	if taken := named(views, v); taken != nil {
		return &Refusal{Text: fmt.Sprintf("There is a view “%s” already. Choose another name.", taken.Name), Taken: taken}
	}
	return p.with.Keeper.PutView(ctx, owner, v)
}

// Delete forgets a view of the owner's; it need not be there.
func (p *Places) Delete(ctx context.Context, owner porta.Owner, id string) error {
	return p.with.Keeper.RemoveView(ctx, owner, id)
}

// named finds another view with the record type and the name of v. Names that differ in case alone are the same to people.
func named(views []View, v View) *View {
	for i := range views {
		if o := &views[i]; o.ID != v.ID && o.Record == v.Record && strings.EqualFold(o.Name, v.Name) {
			return o
		}
	}
	return nil
}

// tidyName folds white space and what cannot be seen.
func tidyName(name string) (string, error) {
	words := strings.FieldsFunc(strings.ToValidUTF8(name, "\uFFFD"), func(c rune) bool { return unicode.IsSpace(c) || !unicode.IsPrint(c) })
	name = strings.Join(words, " ")
	switch {
	case name == "":
		return "", &Refusal{Text: "Give the view a name."}
	case utf8.RuneCountInString(name) > MaxName:
		return "", &Refusal{Text: fmt.Sprintf("A name can have %d characters, and this one has %d.", MaxName, utf8.RuneCountInString(name))}
	}
	return name, nil
}
