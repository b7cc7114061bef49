package names

import (
	"context"
	"sync"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
)

const (
	// listFrom is how many names of one record type are worth asking for its list: most lists that are referred to, of products or
	// tariffs, are short.
	listFrom = 4
	// listRows is how much of the list is asked for.
	listRows = 250
	// mostGets bounds the records that are read one by one for one page.
	mostGets = 50
	// atOnce is how many calls go on together: half of what a session may have, so that its user waits for none of them.
	atOnce = 4
)

// Ref is a reference to a record.
type Ref struct {
	Record *catalog.RecordType
	ID     int64
}

// Fetch asks for the names that are not known, and returns when all is done that can be, or the context is over. PortaBilling has no
// way to ask for several ids, so where many of one type are wanted the start of its list comes first, once in some minutes; what
// it does not have is read one by one. Several requests for the same name are one call. What cannot be had stays unknown or "": nothing fails.
func (n Names) Fetch(ctx context.Context, refs []Ref) {
	refs = distinct(refs)
	n.once(ctx, n.wantedLists(refs), n.fetchList)
	n.once(ctx, n.wantedGets(refs), n.fetchOne)
}

func distinct(refs []Ref) (once []Ref) {
	seen := make(map[Ref]bool, len(refs))
	for _, ref := range refs {
		if !seen[ref] {
			seen[ref] = true
			once = append(once, ref)
		}
	}
	return once
}

// ask is one thing to be asked for.
type ask struct {
	key key
	ref Ref
}

func (n Names) wantedLists(refs []Ref) (asks []ask) {
	n.cache.mu.Lock()
	defer n.cache.mu.Unlock()
	unknown := make(map[*catalog.RecordType]int)
	for _, ref := range refs {
		if _, known := n.cache.look(n.key(nameKnown, ref.Record, ref.ID)); known || !n.canList(ref.Record) {
			continue
		}
		unknown[ref.Record]++
		if unknown[ref.Record] == listFrom || unknown[ref.Record] == 1 && !n.canGet(ref.Record) {
			asks = append(asks, ask{n.key(listTried, ref.Record, 0), ref})
		}
	}
	return asks
}

func (n Names) wantedGets(refs []Ref) (asks []ask) {
	n.cache.mu.Lock()
	defer n.cache.mu.Unlock()
	for _, ref := range refs {
		k := n.key(nameKnown, ref.Record, ref.ID)
		if _, known := n.cache.look(k); !known && n.canGet(ref.Record) && len(asks) < mostGets {
			asks = append(asks, ask{k, ref})
		}
	}
	return asks
}

// once does what nobody else has under way, and waits for the rest. What another request gave up is done here after all.
func (n Names) once(ctx context.Context, asks []ask, do func(context.Context, Ref)) {
	for len(asks) > 0 && ctx.Err() == nil {
		mine, theirs, flights := n.claim(asks)
		together(mine, func(a ask) {
			defer n.release(a.key)
			do(ctx, a.ref)
		})
		for _, flight := range flights {
			select {
			case <-flight:
			case <-ctx.Done():
			}
		}
		asks = theirs
	}
}

// claim takes what is neither known nor under way, and returns what is under way apart.
func (n Names) claim(asks []ask) (mine, theirs []ask, flights []chan struct{}) {
	n.cache.mu.Lock()
	defer n.cache.mu.Unlock()
	for _, a := range asks {
		if _, known := n.cache.look(a.key); known {
			continue
		}
		if flight := n.cache.flights[a.key]; flight != nil {
			theirs, flights = append(theirs, a), append(flights, flight)
			continue
		}
		n.cache.flights[a.key] = make(chan struct{})
		mine = append(mine, a)
	}
	return mine, theirs, flights
}

func (n Names) release(k key) {
	n.cache.mu.Lock()
	defer n.cache.mu.Unlock()
	close(n.cache.flights[k])
	delete(n.cache.flights, k)
}

// together calls do for each, atOnce at a time.
func together(asks []ask, do func(ask)) {
	queue := make(chan ask, len(asks))
	for _, a := range asks {
		queue <- a
	}
	close(queue)
	var workers sync.WaitGroup
	for range min(atOnce, len(asks)) {
		workers.Go(func() {
			for a := range queue {
				do(a)
			}
		})
	}
	workers.Wait()
}

// fetchList learns the names of a list's first rows. That it was asked for is remembered whatever came of it.
func (n Names) fetchList(ctx context.Context, ref Ref) {
	k := n.key(listTried, ref.Record, 0)
	rows, err := n.rows(ctx, ref.Record, attr.ObjectValue(), listRows)
	if err != nil {
		n.refused(ctx, k, err)
		return
	}
	for _, row := range rows {
		n.Learn(ref.Record, row)
	}
	n.put(k, entry{}, keptFor)
}

// rows asks for a list's first rows, and returns no more of them also where more come.
func (n Names) rows(ctx context.Context, r *catalog.RecordType, params attr.Value, limit int) ([]attr.Value, error) {
	if r.Operation(catalog.List).Paging.Limit {
		params, _ = params.With(attr.Path{catalog.LimitName}, attr.IntValue(int64(limit)))
	}
	page, err := n.reader.Page(ctx, r, params)
	return page.Rows[:min(len(page.Rows), limit)], err
}

// fetchOne learns the name of one record. A record that is not there has none.
func (n Names) fetchOne(ctx context.Context, ref Ref) {
	n.cache.mu.Lock()
	may := n.canGet(ref.Record) // another call may have been refused meanwhile
	n.cache.mu.Unlock()
	if !may || ctx.Err() != nil {
		return
	}
	v, err := n.reader.Read(ctx, ref.Record, attr.IntValue(ref.ID))
	switch {
	case err == nil:
		n.LearnName(ref.Record, ref.ID, record.Title(ref.Record, v))
	case porta.KindOf(err) == porta.Denied || porta.KindOf(err) == porta.Unavailable:
		n.refused(ctx, n.key(getsRefused, ref.Record, 0), err)
	default:
		n.refused(ctx, n.key(nameKnown, ref.Record, ref.ID), err)
	}
}

// refused remembers that something is not to be had. What the caller gave up, or a session that is over, says nothing of it.
func (n Names) refused(ctx context.Context, k key, err error) {
	kind := porta.KindOf(err)
	if ctx.Err() != nil || kind == porta.Auth {
		return
	}
	keep := keptFor
	if kind == porta.Unavailable {
		keep = pause
	}
	n.put(k, entry{err: err}, keep)
}
