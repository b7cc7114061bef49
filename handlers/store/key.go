package store

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// ownKey reads the key in the data directory, and makes one when there is none.
func ownKey(dir string) ([]byte, error) {
	file := filepath.Join(dir, keyFile)
	key, err := readKey(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(dir, file)
	}
	return key, err
}

func readKey(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" { // whose files have no such mode
		return nil, fmt.Errorf("the secret key %s may be read by others; make it yours alone (chmod 600)", file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("the secret key %s is damaged; without it what is sealed is lost, and once the file is removed a new one is made", file)
	}
	return key, nil
}

// makeKey writes a key under another name first: half a key would stop every later start.
func makeKey(dir, file string) (_ []byte, err error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key)                 // never fails
	f, err := os.CreateTemp(dir, ".key-") // 0600
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return nil, errors.Join(err, os.Remove(f.Name()))
	}
	return key, syncDir(dir)
}

// syncDir makes a new name in a directory survive a power cut, as what is sealed with the key does.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // where directories cannot be synced
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
