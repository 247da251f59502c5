package account

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "account.Dossier(%s)", person)
	phones, err := s.Phones(ctx, q, []core.PersonID{person})
	if err != nil {
		return nil, err
	}
	phone := dossier.Part{Key: "account", Title: core.Text{ZH: "账号", EN: "Account"}, Columns: []dossier.Column{dossier.Col("phone", "登录手机号", "Phone to log in with")}}
	if p, ok := phones[person]; ok {
		phone.Add(dossier.Plain(p.Reveal()))
	}
	sessions := dossier.Part{Key: "sessions", Title: core.Text{ZH: "在哪里登录着", EN: "Where you are logged in"}, Columns: []dossier.Column{
		dossier.Col("device", "设备", "Device"), dossier.Col("address", "网络地址（部分）", "Network address (part)"),
		dossier.Col("begun_at", "登录时间", "Since"), dossier.Col("seen_at", "最近使用", "Last used"),
	}}
	all, err := sessionsOf(ctx, q, person, s.Now())
	if err != nil {
		return nil, err
	}
	for _, ses := range all {
		sessions.Add(dossier.Plain(ses.Device), dossier.Plain(ses.Addr), dossier.At(ses.Begun), dossier.At(ses.Seen))
	}
	roles := dossier.Part{Key: "roles", Title: core.Text{ZH: "工作人员权限", EN: "Roles as staff"}, Columns: []dossier.Column{
		dossier.Col("role", "角色", "Role"), dossier.Col("region", "地区", "Region"), dossier.Col("from", "开始", "From"), dossier.Col("to", "结束", "To"),
	}}
	grants, err := grantsOf(ctx, q, person)
	for _, g := range grants {
		roles.Add(dossier.Plain(string(g.Role)), dossier.Plain(string(g.Region)), dossier.At(g.From), dossier.At(g.To))
	}
	return []dossier.Part{phone, sessions, roles}, err
}

// Hindrances are the roles that a person still has.
func (s *Service) Hindrances(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Hindrance, err error) {
	defer fault.Wrap(&err, "account.Hindrances(%s)", person)
	held, err := grantsAt(ctx, q, person, s.Now())
	if err != nil || len(held) == 0 {
		return nil, err
	}
	return []dossier.Hindrance{{Text: core.Text{
		ZH: "您现在是工作人员。请先请安全管理员收回您的权限。", EN: "You are a member of staff. Please have the security administrator take back your roles first.",
	}}}, nil
}

// Erase removes the account: it is logged out everywhere, and its number is free.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "account.Erase(%s)", e.Person)
	if err := lockAccount(ctx, tx, e.Person); err != nil {
		return err
	}
	hashes, err := wipe(ctx, tx, e.Person, s.phones().Index(e.Phone))
	if err != nil {
		return err
	}
	if err := s.forgetRoles(tx); err != nil {
		return err
	}
	return s.forgetSessions(tx, hashes)
}

// wipe removes all rows of an account and returns the tokens that it ends.
func wipe(ctx context.Context, tx db.Tx, person core.PersonID, index []byte) (hashes [][]byte, err error) {
	// By the index of person and id.
	err = tx.Rows(ctx, `DELETE FROM account_session WHERE person = $1 RETURNING token_hash`, []any{person}, func(r db.Row) error {
		var h []byte
		err := r.Scan(&h)
		hashes = append(hashes, h)
		return err
	})
	if err != nil {
		return nil, err
	}
	// Roles that have ended; the audit has them.
	if _, err := tx.Exec(ctx, `DELETE FROM account_role WHERE person = $1`, person); err != nil {
		return nil, err
	}
	// What the number asked for, and its code.
	if _, err := tx.Exec(ctx, `DELETE FROM account_request WHERE asker = $1`, index); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM account_code WHERE phone_index = $1`, index); err != nil {
		return nil, err
	}
	if _, err := deletePhone(ctx, tx, index, person); err != nil {
		return nil, err
	}
	return hashes, deleteAccount(ctx, tx, person)
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "account.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "accounts", SQL: `SELECT COUNT(*) FROM account_account WHERE person IN`},
		dossier.Query{What: "phones", SQL: `SELECT COUNT(*) FROM account_phone WHERE person IN`},
		dossier.Query{What: "sessions", SQL: `SELECT COUNT(*) FROM account_session WHERE person IN`},
		dossier.Query{What: "roles", SQL: `SELECT COUNT(*) FROM account_role WHERE person IN`},
	)
}
