package blob

import (
	"context"
	"io"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Faults of files, for whoever uploads or asks for one.
var (
	// ErrMissing reports an identifier under which there is no file.
	ErrMissing = fault.New(fault.NotFound, "file.missing",
		"没有这个文件，可能已经删除。", "There is no such file; it may have been deleted.")
	// ErrSize reports a file of more bytes than are taken.
	ErrSize = fault.New(fault.Invalid, "file.size",
		"文件太大，请换一个不超过 {max} 的。", "The file is too large. Please use one of at most {max}.")
	// ErrType reports content of a kind that is not taken.
	ErrType = fault.New(fault.Invalid, "file.type",
		"不支持这种文件，请用 {types}。", "This kind of file is not accepted. Please use {types}.")
	// ErrLies reports content that is not what its name or its sender says.
	ErrLies = fault.New(fault.Invalid, "file.lies",
		"文件内容和它的类型不一样：写的是 {claim}，其实不是。请选原来的文件重新上传。",
		"The file is not what it says: it claims to be {claim} and is not. Please choose the original file and upload it again.")
	// ErrBroken reports content of the right kind that cannot be read to its end.
	ErrBroken = fault.New(fault.Invalid, "file.broken",
		"文件打不开，可能没有传完。请重新选一次。", "The file can't be opened; it may have been cut off. Please choose it again.")
	// ErrPixels reports a picture of more pixels than are taken.
	ErrPixels = fault.New(fault.Invalid, "file.pixels",
		"图片尺寸太大，请换一张不超过 {max} 万像素的。",
		"The picture is too large. Please use one of at most {megapixels} megapixels.")
)

// Info is what is known of a stored file without reading all of it.
type Info struct {
	ID   core.FileID
	Size int64 // bytes
	Type Type  // by content; Unknown if it is none of ours
}

// Store keeps files under identifiers. Safe for concurrent use.
type Store interface {
	// Put stores the content under id. It appears whole and durable, or not at
	// all; what stood there before is replaced, and who is reading it goes on
	// reading the old.
	//
	// Errors: ErrSize, core.ErrID, the reader's and the context's.
	Put(ctx context.Context, id core.FileID, content io.Reader) (Info, error)

	// Open returns the content, to be closed by the caller.
	//
	// Errors: ErrMissing, core.ErrID.
	Open(ctx context.Context, id core.FileID) (io.ReadSeekCloser, Info, error)

	// Stat returns what Open would, without the content.
	//
	// Errors: ErrMissing, core.ErrID.
	Stat(ctx context.Context, id core.FileID) (Info, error)

	// Delete removes the file; nothing happens if there is none.
	//
	// Errors: core.ErrID.
	Delete(ctx context.Context, id core.FileID) error
}
