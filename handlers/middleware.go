package handlers

import (
	"compress/gzip"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"portaconsole/static"
)

// requestTimeout bounds a request when no option says otherwise.
const requestTimeout = time.Minute

// middleware is what every request goes through, in this order.
func (a *app) middleware() []echo.MiddlewareFunc {
	return []echo.MiddlewareFunc{
		nameRequest,     // every later line can name the request
		a.logRequests,   // outside of what may fail, so that it logs what was really sent
		recoverPanics,   // a panic becomes a plain 500, and is logged like any other
		securityHeaders, // also on error pages
		compressPages,   // but what is compressed already, or streams
		a.checkHost,     // before anything is done for a name that is not ours
		a.checkOrigin,   // sign-in included
		a.keepLimits,    // before anything of the request is read
		middleware.ContextTimeoutWithConfig(middleware.ContextTimeoutConfig{Timeout: a.RequestTimeout, Skipper: mayDownload}), // cancels the call to PortaBilling
		a.recordCalls, // inside the time limit, whose context it extends
	}
}

// nameRequest gives the request an id of our own making: one from outside would be written into log and page.
func nameRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := strings.ToLower(rand.Text()[:12])
		c.Set(requestIDKey, id)
		c.Set(browserKey, c.Request().Context())
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		return next(c)
	}
}

const requestIDKey = "request id"

// browserKey is where the context is that ends when the browser goes away. What is done for the request has further limits of its own.
const browserKey = "browser"

// browserLeft says that the browser did not wait for the answer.
func browserLeft(c echo.Context) bool {
	ctx, ok := c.Get(browserKey).(context.Context)
	return ok && ctx.Err() != nil
}

func requestID(c echo.Context) string {
	id, _ := c.Get(requestIDKey).(string)
	return id
}

// logRequests logs the route's pattern, never the query: filters hold personal data.
func (a *app) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		route := c.Path()
		if route == static.Prefix+"*" {
			return nil
		}
		a.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request",
			slog.String("id", requestID(c)),
			slog.String("method", c.Request().Method),
			slog.String("route", route),
			slog.Int("status", c.Response().Status),
			slog.Int64("bytes", c.Response().Size),
			slog.Duration("took", time.Since(start)),
		)
		return nil
	}
}

func recoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
			return fmt.Errorf("panic: %w\n%s", err, stack)
		},
	})(next)
}

// compressPages compresses quickly rather than well: a large form is ten times smaller all the same.
func compressPages(next echo.HandlerFunc) echo.HandlerFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{
		Level: gzip.BestSpeed, MinLength: 1400, // one packet
		Skipper: func(c echo.Context) bool {
			return strings.HasPrefix(c.Request().URL.Path, static.Prefix) || strings.Contains(c.Path(), "export") || mayDownload(c)
		},
	})(next)
}

// contentSecurityPolicy has no exception: no inline script or style, nothing from elsewhere.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func securityHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin") // no-referrer would make browsers send "Origin: null"
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		return next(c)
	}
}

// checkHost answers only to the public name and to this machine's own: another name that leads here is
// somebody's attempt to reach the console through a visitor's browser.
func (a *app) checkHost(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Path() != healthPath && !isOwnHost(c.Request().Host, a.PublicURL) {
			return &statusError{http.StatusMisdirectedRequest, "Wrong address",
				"The console does not answer under this name. Whoever runs it sets the name with --public-url."}
		}
		if a.PublicURL != nil && a.PublicURL.Scheme == "https" {
			c.Response().Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

func isOwnHost(host string, public *url.URL) bool {
	if public != nil && strings.EqualFold(host, public.Host) {
		return true
	}
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

// checkOrigin refuses what another site's page makes a browser send. A browser says where a POST comes from; one that brings our
// cookie and does not say so is refused too.
func (a *app) checkOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	if a.PublicURL != nil {
		// A proxy in front may pass on another Host than the one the browser used.
		if err := protection.AddTrustedOrigin(a.PublicURL.Scheme + "://" + a.PublicURL.Host); err != nil {
			a.Log.Error("public URL is no origin", "err", err)
		}
	}
	return func(c echo.Context) error {
		r := c.Request()
		_, err := r.Cookie(a.Sessions.CookieName())
		silent := r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == ""
		changes := r.Method != http.MethodGet && r.Method != http.MethodHead
		if protection.Check(r) != nil || changes && silent && err == nil {
			return &statusError{http.StatusForbidden, "Not from here", "This request came from another site, so nothing was done. Open the console itself and try again."}
		}
		return next(c)
	}
}
