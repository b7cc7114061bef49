package ui

import "context"

// Seals writes the seal of a form: for whom it is drawn, where it posts to, and its own id where it has one.
type Seals func(path, id string) string

type sealsKey struct{}

// WithSeals returns a context in which the forms that are drawn are sealed.
func WithSeals(ctx context.Context, write Seals) context.Context {
	return context.WithValue(ctx, sealsKey{}, write)
}

// SealOf is the seal of a form, or of a page when the path is ""; "" where nobody is signed in.
func SealOf(ctx context.Context, path, id string) string {
	write, ok := ctx.Value(sealsKey{}).(Seals)
	if !ok {
		return ""
	}
	return write(path, id)
}
