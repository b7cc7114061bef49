package porta

import (
	"runtime"
	"sync"
	"weak"
)

// weakMap shares one value per key among those who hold it, and forgets it with the last of them. What strangers may
// name (every port, every host) cannot fill the memory that way.
type weakMap[K comparable, T any] struct {
	mu sync.Mutex
	m  map[K]weak.Pointer[T]
}

func (w *weakMap[K, T]) get(key K, create func() *T) *T {
	w.mu.Lock()
	defer w.mu.Unlock()
	if v := w.m[key].Value(); v != nil {
		return v
	}
	v := create()
	if w.m == nil {
		w.m = make(map[K]weak.Pointer[T])
	}
	p := weak.Make(v)
	w.m[key] = p
	runtime.AddCleanup(v, func(p weak.Pointer[T]) { w.forget(key, p) }, p)
	return v
}

// forget drops the entry unless a younger value has taken its place.
func (w *weakMap[K, T]) forget(key K, p weak.Pointer[T]) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.m[key] == p {
		delete(w.m, key)
	}
}
