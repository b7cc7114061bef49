package config

import (
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"strings"
)

// Secret is a text that never prints; Reveal gives it out.
type Secret string

const redacted = "[redacted]"

// Reveal returns the text itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the text.
func (Secret) String() string { return redacted }

// GoString hides the text.
func (Secret) GoString() string { return redacted }

// MarshalText hides the text.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue hides the text.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// keySize is how many bytes a secret key has.
const keySize = 32

// secretKeys reads "KEY,…", the newest first, each 32 bytes in base64 or hexadecimal. What is wrong is said without the key.
func secretKeys(list string, m *mistakes) (keys []Secret) {
	for text := range strings.SplitSeq(list, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		key, err := hex.DecodeString(text)
		if err != nil {
			key, err = base64.StdEncoding.DecodeString(text)
		}
		if err != nil || len(key) != keySize {
			m.addf("%sSECRET_KEY: want %d random bytes in base64 (openssl rand -base64 %d), or several of them with commas between", envPrefix, keySize, keySize)
			return nil
		}
		keys = append(keys, Secret(key))
	}
	return keys
}
