// Package file keeps what people upload: photos of jobs, licences, letters of
// authority.
//
// The bytes lie in a blob.Store, drawn anew; the row says whose they are, whether
// something uses them and who may see them. It is a module of its own because
// ownership and sight are rules about people, which platform/blob knows nothing
// of, and because several modules use files without owning any.
//
// Invariants:
//   - a file is seen by its owner and by reviewers, whose looking is recorded, and
//     by anyone once it is shared; to all others it does not exist;
//   - only a picture is shared;
//   - what nothing uses within a week is deleted, row and content;
//   - a row's content is in the store.
//
// Owns: file_file, and the store's content.
// Talks: others ask Keep and Publish through ports of their own, within the
// transaction in which they begin to use a file.
// Sources: 个人信息保护法 第十九条 (shortest retention); the sizes and the week are ours.
package file
