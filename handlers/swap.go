package handlers

import (
	"github.com/labstack/echo/v4"

	"portaconsole/porta/attr"
)

// swap tells htmx which small part of the page the answer replaces, and what takes the focus then.
func swap(c echo.Context, target, how, focus string) {
	h := c.Response().Header()
	h.Set("HX-Retarget", target)
	h.Set("HX-Reswap", how)
	focusAfter(c, focus)
}

// focusAfter has an element take the focus after the swap.
func focusAfter(c echo.Context, id string) { focusEvent(c, "focus-on", id) }

// focusIfLost has an element take the focus when what had it went with the swap.
func focusIfLost(c echo.Context, id string) { focusEvent(c, "focus-lost", id) }

func focusEvent(c echo.Context, event, id string) {
	if id != "" {
		c.Response().Header().Set("HX-Trigger-After-Swap", attr.ObjectValue(attr.M(event, attr.TextValue(id))).JSON())
	}
}
