package crypto

// goldenSealed are values once sealed with testKeys: by either cipher and by
// either key.
var goldenSealed = []string{
	"0101a1b2c3d41f35b3831458fdfa1e1a522b3a2f7755c01af7acd86c4a97bc5a18a233faff4853b57bbca4e84c19c98ebc55299b",
	"0102a1b2c3d438b0136f25104f0596c8e36434c5f2499c6a6fc9869de61893778c3ccc8ef80aa31915fcc047f80bb98e5b7ac48d",
	"0102000000010cf48cb4f346e6b0e4db24f746f2a01b857d5f957e549f2390cb3b58a62b45b6c9e30a921766ecf62234e86074f4",
}

const (
	goldenIndex       = "0f712fe2964e91c88dba4c6d07be8228a653b6d5a76236b00a25bf2503aed8f2"
	goldenFingerprint = "ea32acc0e048013a"
)
