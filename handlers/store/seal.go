package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"

	"portaconsole/handlers/session"
)

// keySize is that of AES-256.
const keySize = 32

// place is where something sealed lies. It opens nowhere else, so that rows cannot be exchanged behind the console's back.
type place struct {
	table, row string
	owner      session.Owner
}

// data is the place as additional data of the seal: each part with its length, so that no two places read alike.
func (p place) data() (b []byte) {
	for _, part := range []string{p.table, p.row, p.owner.Server, p.owner.Realm, p.owner.Login} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}

// sealer seals with its newest key and opens with any of them. What is sealed begins with a mark of its key.
type sealer struct{ keys []sealKey }

type sealKey struct {
	mark [4]byte
	aead cipher.AEAD
}

func newSealer(keys [][]byte) (*sealer, error) {
	s := &sealer{}
	for _, key := range keys {
		if len(key) != keySize {
			return nil, fmt.Errorf("a secret key has %d bytes, want %d", len(key), keySize)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(append([]byte("portaconsole key mark"), key...))
		s.keys = append(s.keys, sealKey{[4]byte(sum[:4]), aead})
	}
	return s, nil
}

// seal returns text; of nothing it is empty.
func (s *sealer) seal(p place, plain []byte) string {
	if len(plain) == 0 {
		return ""
	}
	k := s.keys[0]
	return base64.RawStdEncoding.EncodeToString(k.aead.Seal(slices.Clone(k.mark[:]), nil, plain, p.data()))
}

// open returns what was sealed for the place, or an error that wraps [session.ErrSealed].
func (s *sealer) open(p place, text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	b, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(b) < 4 {
		return nil, fmt.Errorf("%w: not a seal", session.ErrSealed)
	}
	for _, k := range s.keys {
		if k.mark != [4]byte(b[:4]) {
			continue
		}
		if plain, err := k.aead.Open(nil, nil, b[4:], p.data()); err == nil {
			return plain, nil
		}
	}
	return nil, session.ErrSealed
}

// SealFor seals what is not kept but handed out, such as the owner of a form. It opens for the same purpose only.
func (s *Store) SealFor(purpose string, plain []byte) string {
	return s.seal.seal(place{table: handedOut, row: purpose}, plain)
}

// OpenFor returns what [Store.SealFor] sealed, or an error that wraps [session.ErrSealed].
func (s *Store) OpenFor(purpose, text string) ([]byte, error) {
	return s.seal.open(place{table: handedOut, row: purpose}, text)
}

// handedOut is the place of what lies in no table.
const handedOut = "handed out"
