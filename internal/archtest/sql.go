package archtest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ban is wording that SQL must do without, and what to write instead.
type ban struct {
	pattern *regexp.Regexp
	instead string
}

// no makes a ban; case does not count.
func no(pattern, instead string) ban { return ban{regexp.MustCompile(`(?i)` + pattern), instead} }

// noSQL is what a statement must not hold, after docs/sql.md.
var noSQL = []ban{
	no(`\bnow\s*\(|\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(strftime|datetime|julianday|unixepoch|date_trunc|to_timestamp)\s*\(|\bEXTRACT\s*\(|\bINTERVAL\b`, "time is passed in, as microseconds"),
	no(`\bOFFSET\b`, "page by key: (a, b) > ($1, $2) and LIMIT"),
	no(`\bCOUNT\s*\([^)]*\)\s*OVER\b`, "page by key and ask for one row more"),
	no(`\b(ANY|ALL)\s*\(`, "IN with db.In"),
	no(`\b(GREATEST|LEAST)\s*\(|\b(MAX|MIN)\s*\([^()]*,`, "CASE, or in Go"),
	no(`::`, "CAST(x AS …)"),
	no(`->|#>|@>|<@|\bjsonb?_\w+\s*\(|\bto_jsonb?\b`, "no reaching into JSON: promote to a column"),
	no(`\?`, "placeholders are $1, $2, …"),
	no(`\bFOR\s+(UPDATE|SHARE|NO\s+KEY)\b|\bSKIP\s+LOCKED\b|\bNOWAIT\b`, "db.ForUpdate(tx) or db.SkipLocked(tx)"),
	no(`\bILIKE\b|\b(lower|upper)\s*\(|\bSIMILAR\s+TO\b|\bREGEXP\b|\bGLOB\b`, "search on a column folded in Go"),
	no(`\bSELECT\s+\*|\bRETURNING\s+\*|\w\.\*`, "name the columns"),
	no(`\bINSERT\s+INTO\s+\w+\s+(VALUES|SELECT|DEFAULT)\b`, "INSERT with its column list"),
	no(`\bINSERT\s+OR\b|\bREPLACE\s+INTO\b|\bMERGE\s+INTO\b|\bON\s+CONSTRAINT\b|\bON\s+DUPLICATE\b`, "ON CONFLICT (columns)"),
	no(`\bAS\s*\(\s*(UPDATE|INSERT|DELETE)\b`, "two statements, or UPDATE … FROM"),
	no(`\bDISTINCT\s+ON\b|\bLATERAL\b|\bARRAY\b|\bunnest\s*\(|\bgenerate_series\s*\(|\bTRUNCATE\b`, "SQLite has no such thing"),
	no(`\b(rowid|ctid|last_insert_rowid|random|gen_random_uuid|nextval|ifnull|pg_\w+|sqlite_\w+)\b`, "not on both engines"),
}

// faults returns what is wrong with the wording of one statement.
func faults(text string) []string {
	var out []string
	if strings.ContainsAny(literals(text), "$?") {
		out = append(out, "a placeholder inside a literal is no placeholder")
	}
	code := withoutComments(withoutLiterals(text))
	for _, b := range noSQL {
		for _, m := range b.pattern.FindAllStringIndex(code, -1) {
			out = append(out, fmt.Sprintf("%q: %s", strings.TrimSpace(code[m[0]:m[1]]), b.instead))
		}
	}
	if bareSum(code) {
		out = append(out, "a SUM that is read is NUMERIC or NULL: CAST(COALESCE(SUM(x), 0) AS BIGINT)")
	}
	upper := strings.ToUpper(code)
	for from := 0; ; {
		i := limit.FindStringIndex(upper[from:])
		if i == nil {
			break
		}
		if !orderBy.MatchString(upper[:from+i[0]]) {
			out = append(out, "LIMIT without ORDER BY takes whichever rows come first")
		}
		from += i[1]
	}
	return out
}

var (
	lexeme  = regexp.MustCompile(`\w+|[()]`)
	limit   = regexp.MustCompile(`\bLIMIT\b`)
	orderBy = regexp.MustCompile(`\bORDER\s+BY\b`)
)

// literal is a text in single quotes.
var literal = regexp.MustCompile(`'(?:[^']|'')*'`)

func literals(sql string) string { return strings.Join(literal.FindAllString(sql, -1), "") }

// withoutLiterals empties the literals and keeps every line where it is.
func withoutLiterals(sql string) string {
	return literal.ReplaceAllStringFunc(sql, func(s string) string {
		return "'" + strings.Repeat("\n", strings.Count(s, "\n")) + "'"
	})
}

// remark is a comment up to the end of its line.
var remark = regexp.MustCompile(`--[^\n]*`)

func withoutComments(sql string) string { return remark.ReplaceAllString(sql, "") }

// bareSum reports whether the outermost SELECT returns a SUM without CAST, or
// one that is NULL where there is no row. A SUM in a subquery or in HAVING is
// compared, not read, and may stay as it is.
func bareSum(code string) bool {
	word := lexeme.FindAllString(strings.ToUpper(code), -1)
	grouped := strings.Contains(strings.Join(word, " "), "GROUP BY")
	var around []string // the words before the open brackets
	for i, w := range word {
		next := ""
		if i+1 < len(word) {
			next = word[i+1]
		}
		switch {
		case w == "(" && next == "SELECT":
			around = append(around, "SELECT")
		case w == "(":
			around = append(around, word[max(i-1, 0)])
		case w == ")" && len(around) > 0:
			around = around[:len(around)-1]
		case w == "FROM" && len(around) == 0:
			return false
		case w == "SUM" && next == "(" && !slices.Contains(around, "SELECT"):
			if !slices.Contains(around, "CAST") || !grouped && !slices.Contains(around, "COALESCE") {
				return true
			}
		}
	}
	return false
}
