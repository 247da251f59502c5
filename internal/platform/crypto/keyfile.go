package crypto

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"yilu/internal/fault"
)

// rootName stands before the root in the text of a ring; a sealing key has its
// id, eight hexadecimal digits, there.
const rootName = "root"

// keyHead is written above the keys, for whoever opens the file.
const keyHead = `# The keys of this installation. Whoever has this file can read the personal
# data; whoever loses it never can again. Keep a copy in a safe, apart from the
# backups of the database. The last key seals new values; a key may be removed
# when every value has been sealed again. The root must never change.
`

// fileStamp tells whether the file is still the one that was read.
type fileStamp struct {
	info  fs.FileInfo
	mtime time.Time
}

// OpenFile reads the ring from the file at path; at first start it makes the
// file, with fresh keys and mode 0600, and the folders above it with mode 0700.
// A file that others could read is refused, and so is an empty one: a new ring
// would not open what the old one sealed.
//
// Errors: ErrKeys, ErrCipher.
func OpenFile(path string, c Cipher) (k *Keyring, err error) {
	defer fault.Wrap(&err, "key file %s", path)
	k, err = newKeyring(c, path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := makeKeyFile(path); err != nil {
			return nil, err
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.read(); err != nil {
		return nil, err
	}
	return k, nil
}

// Parse reads the ring from the text of a setting: what a key file holds, its
// lines joined by commas or spaces. Such a ring cannot Rotate.
//
// Errors: ErrKeys, ErrCipher.
func Parse(text Secret, c Cipher) (*Keyring, error) {
	k, err := newKeyring(c, "")
	if err != nil {
		return nil, err
	}
	set, err := parseKeys(text.Reveal())
	if err != nil {
		return nil, err
	}
	k.keys.Store(set)
	return k, nil
}

// NewKeys returns the text of a ring with fresh keys, for Parse or a key file.
func NewKeys() Secret {
	root, first := newSecret(), newSecret()
	return Hide[Hidden](keyHead + keyLine(rootName, root) + keyLine(newKeyName(), first))
}

// Rotate adds a fresh key to the ring and its file and makes it current; it
// returns the key's id. Values under older keys still open. Other processes on
// the same file take the key up when they first meet a value under it.
//
// Errors: ErrKeys if the ring has no file, or another rotation is under way.
func (k *Keyring) Rotate() (id string, err error) {
	if k.path == "" {
		return "", fmt.Errorf("%w: they were given as a setting; add a line to the setting instead", ErrKeys)
	}
	defer fault.Wrap(&err, "rotate key file %s", k.path)
	k.mu.Lock()
	defer k.mu.Unlock()

	// The new file is also the lock: only one process can create it.
	next := k.path + ".new"
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%w: %s exists: another rotation is under way, or one was cut off; "+
			"if none is running, remove that file", ErrKeys, next)
	}
	if err != nil {
		return "", err
	}
	id = newKeyName()
	err = errors.Join(appendKey(f, k.path, id), f.Close())
	if err == nil {
		err = os.Rename(next, k.path)
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(next))
	}
	if err := syncFolder(filepath.Dir(k.path)); err != nil {
		return "", err
	}
	return id, k.read()
}

// reload reads the file again if it is not the one last read.
func (k *Keyring) reload() (err error) {
	if k.path == "" {
		return nil
	}
	defer fault.Wrap(&err, "key file %s", k.path)
	k.mu.Lock()
	defer k.mu.Unlock()
	info, err := os.Stat(k.path)
	if err != nil {
		return err
	}
	if os.SameFile(info, k.seen.info) && info.ModTime().Equal(k.seen.mtime) {
		return nil
	}
	return k.read()
}

// read takes the keys from the file; k.mu is held.
func (k *Keyring) read() error {
	text, info, err := readKeyFile(k.path)
	if err != nil {
		return err
	}
	set, err := parseKeys(text)
	if err != nil {
		return err
	}
	if old := k.keys.Load(); old != nil && old.root != set.root {
		return fmt.Errorf("%w: the root has changed under a running program", ErrKeys)
	}
	k.seen = fileStamp{info, info.ModTime()}
	k.keys.Store(set)
	return nil
}

// readKeyFile returns the file's text, if only its owner can read it.
func readKeyFile(path string) (string, fs.FileInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", nil, err
	}
	defer f.Close() // read only: nothing to lose
	info, err := f.Stat()
	if err != nil {
		return "", nil, err
	}
	if !info.Mode().IsRegular() {
		return "", nil, fmt.Errorf("%w: this is not a plain file", ErrKeys)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return "", nil, fmt.Errorf("%w: others may read the file (mode %04o); run: chmod 600 %s", ErrKeys, mode, path)
	}
	data := make([]byte, info.Size())
	if _, err := f.ReadAt(data, 0); err != nil {
		return "", nil, err
	}
	return string(data), info, nil
}

// makeKeyFile writes fresh keys to path; if another process was quicker, its
// keys stay. The file appears whole or not at all.
func makeKeyFile(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".keys-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // the name below stays
	_, err = f.WriteString(NewKeys().Reveal())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(dir)
}

// appendKey writes the keys of the file at path and a fresh one to f.
func appendKey(f *os.File, path, id string) error {
	text, _, err := readKeyFile(path)
	if err != nil {
		return err
	}
	if _, err := parseKeys(text); err != nil {
		return err
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if _, err := f.WriteString(text + keyLine(id, newSecret())); err != nil {
		return err
	}
	return f.Sync()
}

// syncFolder makes a name in the folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// parseKeys reads "name=secret" items, between white space or commas; "#"
// begins a comment. Messages name an item by its place, never by its content.
//
// Errors: ErrKeys.
func parseKeys(text string) (*keySet, error) {
	set := &keySet{byID: map[uint32]*sealingKey{}}
	rooted := false
	for i, item := range keyItems(text) {
		name, secret, err := parseKey(item)
		if err != nil {
			return nil, fmt.Errorf("%w: item %d %w", ErrKeys, i+1, err)
		}
		if name == rootName {
			if rooted {
				return nil, fmt.Errorf("%w: item %d is a second root", ErrKeys, i+1)
			}
			rooted, set.root = true, secret
			continue
		}
		id, err := strconv.ParseUint(name, 16, 32)
		if err != nil || len(name) != 8 {
			return nil, fmt.Errorf("%w: item %d must be named root or by eight hexadecimal digits", ErrKeys, i+1)
		}
		if set.byID[uint32(id)] != nil {
			return nil, fmt.Errorf("%w: item %d is a second key %s", ErrKeys, i+1, name)
		}
		key, err := newSealingKey(uint32(id), secret)
		if err != nil {
			return nil, err
		}
		set.byID[key.id], set.order, set.current = key, append(set.order, key), key
	}
	if !rooted || set.current == nil {
		return nil, fmt.Errorf("%w: a root and at least one key are needed; found root: %t, keys: %d",
			ErrKeys, rooted, len(set.order))
	}
	var err error
	if set.index, err = derive(set.root, "index", secretLen); err != nil {
		return nil, err
	}
	set.sign, err = derive(set.root, "sign", secretLen)
	return set, err
}

// keyItems cuts the text of a ring into its items.
func keyItems(text string) []string {
	var items []string
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		items = slices.AppendSeq(items, strings.FieldsFuncSeq(line, func(r rune) bool {
			return r == ',' || r == ' ' || r == '\t' || r == '\r' || r == '\n'
		}))
	}
	return items
}

func parseKey(item string) (name string, secret [secretLen]byte, err error) {
	name, text, ok := strings.Cut(item, "=")
	if !ok {
		return "", secret, errors.New("has no '=' between name and key")
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != secretLen {
		return "", secret, fmt.Errorf("must have %d bytes in base64url without padding after '='", secretLen)
	}
	return name, [secretLen]byte(raw), nil
}

func keyLine(name string, secret [secretLen]byte) string {
	return name + "=" + base64.RawURLEncoding.EncodeToString(secret[:]) + "\n"
}

func newSecret() (s [secretLen]byte) {
	_, _ = rand.Read(s[:]) // never fails: without randomness the program ends
	return s
}

func newKeyName() string {
	s := newSecret()
	return fmt.Sprintf("%08x", binary.BigEndian.Uint32(s[:]))
}
