// Package blob keeps files: photos, scans and letters that people upload, and
// documents that the program makes.
//
// A Store keeps bytes under an identifier; Folder is the one that needs nothing
// else. Image and Document stand before it for everything that comes from
// outside: they look at the content, never at the name, refuse what lies about
// itself, and draw every picture anew, so that nothing of the upload is stored
// but what can be seen on it (no place, no camera, no hidden second file).
//
//	file, err := blob.Image(ctx, upload, header.Filename, header.Header.Get("Content-Type"))
//	…
//	info, err := store.Put(ctx, id, bytes.NewReader(file.Bytes))
//
// A file is written outside the transaction that mentions it: Put first, then
// the row. A row that is not written leaves a file that no one can find.
package blob
