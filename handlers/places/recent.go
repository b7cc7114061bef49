package places

import (
	"context"
	"maps"
	"slices"
	"time"

	"portaconsole/porta"
)

// MaxRecent is how many of the things that an owner did are remembered.
const MaxRecent = 20

// Deed is what was done.
type Deed string

// The deeds. They are kept, so their texts stay as they are.
const (
	Listed  Deed = "list"
	Opened  Deed = "opened"
	Created Deed = "created"
	Changed Deed = "changed"
	Ended   Deed = "ended"
	Called  Deed = "called"
)

// Recent is something that was done, with the address that leads there again. Of each address the last deed counts.
type Recent struct {
	URL  string
	Did  Deed
	Text string // what it was done with: "account 15550100"
	Note string // what else tells it from others: a list's filters
	At   time.Time
}

// Remember notes what the owner did just now. It is written a little later, by itself.
func (p *Places) Remember(owner porta.Owner, r Recent) {
	r.At = p.with.Now().UTC().Truncate(time.Millisecond)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fresh[owner] = Merge([]Recent{r}, p.fresh[owner])
	if p.timer == nil && !p.closed {
		p.timer = time.AfterFunc(p.with.WriteEvery, p.write)
	}
}

// Recent returns what the owner did last, the newest first.
func (p *Places) Recent(ctx context.Context, owner porta.Owner) ([]Recent, error) {
	p.mu.Lock()
	fresh := p.fresh[owner] // before what is kept: what is written meanwhile is in both
	p.mu.Unlock()
	kept, err := p.with.Keeper.Recent(ctx, owner)
	return Merge(fresh, kept), err
}

// Close writes what is not written yet. What is remembered afterwards is lost.
func (p *Places) Close() {
	p.mu.Lock()
	p.closed = true
	if p.timer != nil {
		p.timer.Stop()
	}
	p.mu.Unlock()
	p.write()
}

// writeTimeout bounds the writing, so that a stuck database does not keep the program from ending.
const writeTimeout = 5 * time.Second

// write writes what is fresh. What cannot be written stays fresh until something else is to be written.
func (p *Places) write() {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.mu.Lock()
	p.timer = nil
	fresh := maps.Clone(p.fresh)
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout) // nobody's request
	defer cancel()
	for owner, news := range fresh {
		if err := p.with.Keeper.AddRecent(ctx, owner, news); err != nil {
			p.with.Log.Warn("what a user did last could not be written down", "server", owner.Server, "login", owner.Login, "err", err)
			continue
		}
		p.written(owner, news)
	}
}

// written takes off what is kept now, and not what was done since.
func (p *Places) written(owner porta.Owner, news []Recent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := slices.DeleteFunc(slices.Clone(p.fresh[owner]), func(r Recent) bool { return slices.Contains(news, r) })
	if len(left) == 0 {
		delete(p.fresh, owner)
	} else {
		p.fresh[owner] = left
	}
}

// Merge joins two lists: the newest first, one for each address, at most [MaxRecent]. At the same time news count as newer.
func Merge(news, before []Recent) []Recent {
	all := slices.Concat(news, before)
	slices.SortStableFunc(all, func(a, b Recent) int { return b.At.Compare(a.At) })
	merged := make([]Recent, 0, MaxRecent)
	for _, r := range all {
		if len(merged) < MaxRecent && !slices.ContainsFunc(merged, func(m Recent) bool { return m.URL == r.URL }) {
			merged = append(merged, r)
		}
	}
	return merged
}
