package db

import (
	"strconv"
	"strings"
)

// Where is the condition of a list that may be narrowed in many ways: each part
// is added only if it is asked for, so that the engine plans what is asked and
// nothing else. The zero Where holds for every row.
type Where struct {
	parts []string
	args  []any
}

// Arg adds an argument and returns its placeholder.
func (w *Where) Arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

// Is asks for a column's value.
func (w *Where) Is(column string, v any) { w.parts = append(w.parts, column+" = "+w.Arg(v)) }

// From asks for at least a value.
func (w *Where) From(column string, v any) { w.parts = append(w.parts, column+" >= "+w.Arg(v)) }

// Below asks for less than a value.
func (w *Where) Below(column string, v any) { w.parts = append(w.parts, column+" < "+w.Arg(v)) }

// And adds a condition without arguments.
func (w *Where) And(condition string) { w.parts = append(w.parts, condition) }

// Among asks for one of some values; none finds nothing.
func (w *Where) Among(column string, values []any) {
	if len(values) == 0 {
		w.And("1 = 0")
		return
	}
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.Arg(v)
	}
	w.parts = append(w.parts, column+" IN ("+strings.Join(marks, ", ")+")")
}

// Begins asks for a code that begins with one of the prefixes; "" holds for all,
// and no prefix finds nothing. Codes are of digits: ':' comes right after them.
func (w *Where) Begins(column string, prefixes ...string) {
	var any []string
	for _, p := range prefixes {
		if p == "" {
			return
		}
		any = append(any, column+" >= "+w.Arg(p)+" AND "+column+" < "+w.Arg(p+":"))
	}
	if len(any) == 0 {
		any = []string{"1 = 0"}
	}
	w.parts = append(w.parts, "("+strings.Join(any, " OR ")+")")
}

// Like asks for a text that has a piece in it; column and piece are folded alike.
func (w *Where) Like(column, piece string) {
	piece = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(piece)
	w.parts = append(w.parts, column+" LIKE "+w.Arg("%"+piece+"%")+` ESCAPE '\'`)
}

// Past asks for rows past a key: columns "(a, b)", an order "<" or ">", and the
// key's values.
func (w *Where) Past(columns, order string, key ...any) {
	marks := make([]string, len(key))
	for i, v := range key {
		marks[i] = w.Arg(v)
	}
	w.parts = append(w.parts, columns+" "+order+" ("+strings.Join(marks, ", ")+")")
}

// SQL is the clause, with a blank before it; "" for every row.
func (w *Where) SQL() string {
	if len(w.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.parts, " AND ")
}

// Args are the arguments, in the order of their placeholders.
func (w *Where) Args() []any { return w.args }
