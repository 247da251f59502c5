package archtest

import (
	"os"
	"testing"
)

func TestHouse(t *testing.T) {
	t.Parallel()
	tree, err := Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Go) < 20 {
		t.Fatalf("only %d Go files found: looking in the wrong place", len(tree.Go))
	}
	for _, f := range Run(tree) {
		t.Error(f)
	}
}
