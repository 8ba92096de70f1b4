// Reads a checkpoint with its cosignatures by the packages of transparency-dev (github.com/transparency-dev/formats, of Debian 13), which
// share no code with nt2. In: a job as JSON. Out: "ok" and what they found, or why not.

package main

import (
	"encoding/json"
	"fmt"
	"os"

	checkpoints "github.com/transparency-dev/formats/log"
	notes "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"
)

type job struct {
	Cosigned  string
	Origin    string
	Vkey      string
	Witnesses []string
}

func main() {
	var given job
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fail(err)
	}
	log, err := note.NewVerifier(given.Vkey)
	if err != nil {
		fail(err)
	}
	var witnesses []note.Verifier
	for _, vkey := range given.Witnesses {
		witness, err := notes.NewVerifierForCosignatureV1(vkey)
		if err != nil {
			fail(err)
		}
		witnesses = append(witnesses, witness)
	}
	checkpoint, _, opened, err := checkpoints.ParseCheckpoint([]byte(given.Cosigned), given.Origin, log, witnesses...)
	if err != nil {
		fail(err)
	}
	fmt.Printf("ok %d, signed by %d\n", checkpoint.Size, len(opened.Sigs))
}

func fail(err error) {
	fmt.Println(err)
	os.Exit(1)
}
