// Checks nt2's log and receipts with Go's own packages (golang.org/x/mod/sumdb/note and tlog), which know nothing of nt2.
// Reads one JSON job from standard input, prints "ok" or the first thing that does not hold.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type job struct {
	Vkey       string
	Checkpoint string
	// Inclusion: proof as in tlog-proof, leaf as it stands in the log.
	Events []struct {
		Index  int64
		Hashes []string
		Leaf   string
	}
	// Consistency with an older checkpoint.
	Older       string
	Consistency []string
	// Device notes: vkey and note.
	Notes []struct{ Vkey, Note string }
	// Cosigned checkpoint, the key of its log as Vkey, and who must have signed it, at which second.
	Cosigned  string
	Witnesses []struct {
		Vkey string
		Time uint64
	}
	// Tiles by path, base64: everything that a log of the checkpoint's size has.
	Tiles map[string]string
}

func must(err error, what string) {
	if err != nil {
		fmt.Printf("%s: %v\n", what, err)
		os.Exit(1)
	}
}

func open(text, vkey string) *note.Note {
	verifier, err := note.NewVerifier(vkey)
	must(err, "vkey")
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err, "note")
	return opened
}

// witness verifies the lines of one witness, as c2sp.org/tlog-cosignature has it, for note.Open. Type 0x04: eight bytes of time, then Ed25519
// over that time and the text of the note.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	time uint64
}

func newWitness(vkey string) *witness {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		must(fmt.Errorf("not of three parts"), "witness key")
	}
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	must(err, "witness key")
	if len(typed) != 1+ed25519.PublicKeySize || typed[0] != 4 {
		must(fmt.Errorf("of another type"), "witness key")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), typed...))
	if fmt.Sprintf("%x", sum[:4]) != parts[1] {
		must(fmt.Errorf("another hash"), "witness key")
	}
	return &witness{name: parts[0], hash: binary.BigEndian.Uint32(sum[:4]), key: typed[1:]}
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }
func (w *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	w.time = binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", w.time, text)
	return ed25519.Verify(w.key, []byte(message), signature[8:])
}

// cosigned opens a checkpoint with the keys of its log and of all who must have signed it.
func cosigned(j job) {
	log, err := note.NewVerifier(j.Vkey)
	must(err, "vkey")
	verifiers := []note.Verifier{log}
	witnesses := []*witness{}
	for _, one := range j.Witnesses {
		w := newWitness(one.Vkey)
		witnesses = append(witnesses, w)
		verifiers = append(verifiers, w)
	}
	opened, err := note.Open([]byte(j.Cosigned), note.VerifierList(verifiers...))
	must(err, "cosigned")
	if len(opened.Sigs) != len(verifiers) || len(opened.UnverifiedSigs) > 0 {
		must(fmt.Errorf("%d of %d have signed", len(opened.Sigs), len(verifiers)), "cosigned")
	}
	for n, one := range j.Witnesses {
		if witnesses[n].time != one.Time {
			must(fmt.Errorf("at another time"), "cosigned")
		}
	}
}

func tree(text, vkey string) tlog.Tree {
	lines := strings.Split(open(text, vkey).Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

func hash(text string) tlog.Hash {
	parsed, err := tlog.ParseHash(text)
	must(err, "hash")
	return parsed
}

func hashes(texts []string) []tlog.Hash {
	all := []tlog.Hash{}
	for _, text := range texts {
		all = append(all, hash(text))
	}
	return all
}

// tiles reads our tiles for tlog.TileHashReader, which checks them against the tree by itself.
type tiles map[string]string

func (t tiles) Height() int                             { return 8 }
func (t tiles) SaveTiles(saved []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := [][]byte{}
	for _, tile := range wanted {
		// Go's own paths name the height: tile/8/0/000. tlog-tiles leaves it out.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := base64.StdEncoding.DecodeString(t[path])
		if err != nil || len(bytes) == 0 {
			return nil, fmt.Errorf("no tile %s", path)
		}
		read = append(read, bytes)
	}
	return read, nil
}

func main() {
	var j job
	must(json.NewDecoder(os.Stdin).Decode(&j), "job")
	head := tree(j.Checkpoint, j.Vkey)
	for _, event := range j.Events {
		proof := tlog.RecordProof(hashes(event.Hashes))
		must(tlog.CheckRecord(proof, head.N, head.Hash, event.Index, tlog.RecordHash([]byte(event.Leaf))), "inclusion")
	}
	if j.Cosigned != "" {
		cosigned(j)
	}
	for _, signed := range j.Notes {
		open(signed.Note, signed.Vkey)
	}
	if j.Older != "" {
		older := tree(j.Older, j.Vkey)
		must(tlog.CheckTree(tlog.TreeProof(hashes(j.Consistency)), head.N, head.Hash, older.N, older.Hash), "consistency")
	}
	if j.Tiles != nil {
		reader := tlog.TileHashReader(head, tiles(j.Tiles))
		root, err := tlog.TreeHash(head.N, reader)
		must(err, "tree of tiles")
		if root != head.Hash {
			must(fmt.Errorf("another root"), "tiles")
		}
		for _, event := range j.Events {
			proof, err := tlog.ProveRecord(head.N, event.Index, reader)
			must(err, "proof from tiles")
			if fmt.Sprint(proof) != fmt.Sprint(tlog.RecordProof(hashes(event.Hashes))) {
				must(fmt.Errorf("another proof"), "tiles")
			}
		}
		entries(j, head.N)
	}
	fmt.Println("ok")
}

// entries walks the bundles and holds every entry against its hash in the tile of level 0.
func entries(j job, size int64) {
	for path, encoded := range j.Tiles {
		if !strings.HasPrefix(path, "tile/entries/") {
			continue
		}
		bundle, _ := base64.StdEncoding.DecodeString(encoded)
		leaves, _ := base64.StdEncoding.DecodeString(j.Tiles[strings.Replace(path, "entries", "0", 1)])
		for len(bundle) >= 2 {
			length := int(bundle[0])<<8 | int(bundle[1])
			if len(bundle) < 2+length || len(leaves) < 32 {
				must(fmt.Errorf("cut short"), path)
			}
			record := tlog.RecordHash(bundle[2 : 2+length])
			if !bytes.Equal(record[:], leaves[:32]) {
				must(fmt.Errorf("another entry"), path)
			}
			bundle, leaves = bundle[2+length:], leaves[32:]
		}
		if len(bundle)+len(leaves) > 0 {
			must(fmt.Errorf("bytes are left over"), path)
		}
	}
}
