package file

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/blob"
)

// File is what is known of an uploaded file.
type File struct {
	ID            core.FileID
	Owner         core.PersonID
	Type          blob.Type // JPEG or PDF
	Size          int64     // bytes, as stored
	Width, Height int       // of a picture, in pixels
	Kept          bool      // something uses it
	Shared        bool      // anyone may see it
	At            time.Time
}

const (
	// MaxUpload is the most bytes of one upload. The faces make pictures smaller
	// before they send; a scanned licence as PDF is about 2 MB.
	MaxUpload = 8 << 20
	// maxPerDay is how many files one person may upload in a day.
	maxPerDay = 60
	// unusedFor is how long a file waits to be used.
	unusedFor = 7 * 24 * time.Hour
)

// Faults of files. That a file is not there, and that it may not be seen, is one
// fault: blob.ErrMissing.
var (
	ErrTooMany = fault.New(fault.Exhausted, "file.too_many",
		"今天上传的文件已经有 {max} 个了，请明天再传。", "You have uploaded {max} files today. Please go on tomorrow.")
	ErrNotPicture = fault.New(fault.Invalid, "file.not_picture",
		"这里只能放图片。", "Only a picture can be used here.")
)
