package api

import (
	"encoding/base64"
	"encoding/json"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// errCursor refuses a cursor that we did not give out.
var errCursor = fault.New(fault.Invalid, "request.cursor", "翻页的位置不对，请从第一页重新看。", "This page position is not ours. Please begin at the first page.").At("query.cursor")

// PageQuery is embedded in the input of every list.
type PageQuery struct {
	Cursor string `query:"cursor" maxLength:"300" doc:"What the page before gave as next; leave out to begin."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"The most items wanted."`
}

// Page is the core form of the query.
func (p PageQuery) Page() core.Page { return core.Page{Cursor: p.Cursor, Limit: p.Limit} }

// List is the answer of every list.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next" doc:"The cursor of the next page; empty on the last."`
}

// EncodeCursor makes an opaque cursor of the last row's key.
func EncodeCursor(key any) string {
	doc, err := json.Marshal(key)
	if err != nil {
		panic("api: a cursor that is not JSON: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(doc)
}

// DecodeCursor reads the key out of a cursor; ok is false for "", the first page.
//
// Errors: request.cursor.
func DecodeCursor[K any](cursor string) (key K, ok bool, err error) {
	if cursor == "" {
		return key, false, nil
	}
	doc, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(doc, &key)
	}
	if err != nil {
		return key, false, errCursor.Because(err)
	}
	return key, true, nil
}

// CutPage turns limit+1 rows into a page of at most limit items: rows are shown
// through view, and key gives the cursor of the last.
func CutPage[R, T any](rows []R, limit int, key func(R) any, view func(R) T) List[T] {
	l := List[T]{Items: make([]T, 0, min(len(rows), limit))}
	if len(rows) > limit {
		l.Next = EncodeCursor(key(rows[limit-1]))
		rows = rows[:limit]
	}
	for _, r := range rows {
		l.Items = append(l.Items, view(r))
	}
	return l
}
