package core

import (
	"testing"

	"pgregory.net/rapid"
)

func TestGCJ(t *testing.T) {
	t.Parallel()
	t.Run("the published point", func(t *testing.T) {
		t.Parallel()
		p, err := PlaceAt(39.915, 116.404)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := p.GCJ(), (GCJ{399164043, 1164102445}); got != want { // 39.916404282, 116.410244499
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
	t.Run("no shift outside China", func(t *testing.T) {
		t.Parallel()
		p := Place{513000000, -1000000}
		if got := p.GCJ(); got != GCJ(p) || got.WGS() != p {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("there and back is the same centimetre or its neighbour", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			p := Place{rapid.Int64Range(180000000, 530000000).Draw(t, "lat"), rapid.Int64Range(740000000, 1340000000).Draw(t, "lon")}
			g := p.GCJ()
			if m := p.DistanceM(Place(g)); m < 50 || m > 1500 {
				t.Fatalf("shifted by %.0f m", m)
			}
			back := g.WGS()
			if d := max(back.LatE7-p.LatE7, p.LatE7-back.LatE7, back.LonE7-p.LonE7, p.LonE7-back.LonE7); d > 1 {
				t.Fatalf("%+v came back as %+v", p, back)
			}
		})
	})
}
