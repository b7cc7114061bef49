package sandbox

import (
	"math"
	"strconv"
	"strings"

	"portaconsole/porta/attr"
)

// money is an amount in units of 0.00001, the five decimals that PortaBilling keeps.
type money int64

const moneyUnit = 100_000

// value writes the amount exactly, without needless zeros: -23.61693, 5.5, 0.
func (m money) value() attr.Value {
	sign, u := "", uint64(m) //nolint:gosec // the sign is dealt with
	if m < 0 {
		sign, u = "-", uint64(-m)
	}
	s := sign + strconv.FormatUint(u/moneyUnit, 10)
	if cents := u % moneyUnit; cents != 0 {
		s += "." + strings.TrimRight(strconv.FormatUint(moneyUnit+cents, 10)[1:], "0")
	}
	v, _ := attr.NumberValue(s)
	return v
}

// parseMoney reads a number's text; digits beyond the fifth decimal are rounded half away from zero. ok is false for
// what is no number or too large.
func parseMoney(s string) (m money, ok bool) {
	if _, isNumber := attr.NumberValue(s); !isNumber {
		return 0, false
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(s), "e")
	shift := 0
	if exponent != "" {
		n, err := strconv.Atoi(exponent)
		if err != nil || n < -30 || n > 30 {
			return 0, false
		}
		shift = n
	}
	negative := strings.HasPrefix(mantissa, "-")
	whole, decimals, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	digits := whole + decimals
	point := len(whole) + shift + 5 // where the units end
	if point < 0 {
		return 0, true
	}
	round := point < len(digits) && digits[point] >= '5'
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	u, err := strconv.ParseUint("0"+digits[:point], 10, 64)
	if err != nil || u >= math.MaxInt64 {
		return 0, false
	}
	if round {
		u++
	}
	if m = money(u); negative {
		m = -m
	}
	return m, true
}

// moneyOf reads an amount of a record; what is empty counts as 0.
func moneyOf(v attr.Value) money {
	m, _ := parseMoney(v.Text())
	return m
}
