package wallet_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/work/wallet/simbank"
)

// caller speaks to the wallet's operations as a person.
func (h *house) caller() func(who core.PersonID, method, path, body string) (int, string) {
	s := api.New(api.Config{DB: h.d, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler), Version: "test",
		Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
			return core.PersonID(token), nil, nil
		}})
	h.Register(s)
	h.Notify.Register(s)
	handler := s.Handler()
	return func(who core.PersonID, method, path, body string) (int, string) {
		r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+string(who))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		b, _ := io.ReadAll(w.Result().Body)
		return w.Code, string(b)
	}
}

func TestWalletAPI(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, simbank.Manners{Delay: time.Second})
		call := h.caller()
		employer, job, worker := newIDs()
		boss := h.boss().Person
		if err := h.fund(employer, job, 30000); err != nil {
			t.Fatal(err)
		}
		h.turn(5 * time.Second)
		if err := h.write(func(ctx context.Context, tx db.Tx) error {
			if err := h.Release(ctx, tx, "engagement:"+string(job)+":wage", job, worker, core.Yuan(20000)); err != nil {
				return err
			}
			return h.Return(ctx, tx, "engagement:x:rest", job, employer, core.Yuan(10000))
		}); err != nil {
			t.Fatal(err)
		}
		_, card := call(worker, "POST", "/wallet/cards", `{"number":"6228480432109876545","holder":"张测试","bank":"农业银行"}`)
		_, id, _ := strings.Cut(card, `"id":"`)
		id, _, _ = strings.Cut(id, `"`)
		for _, tt := range []struct {
			name, method, path, body string
			who                      core.PersonID
			status                   int
			says                     string
		}{
			{"my wallet", "GET", "/wallet", "", worker, 200, `"balance":{"minor":20000,"currency":"CNY"}`},
			{"cards are masked", "GET", "/wallet", "", worker, 200, `6228 **** **** 6545`},
			{"an employer's wallet", "GET", "/wallet?employer=" + string(employer), "", boss, 200, `"balance":{"minor":10000`},
			{"not a stranger's to see", "GET", "/wallet?employer=" + string(employer), "", worker, 403, "wallet.not_agent"},
			{"not an id", "GET", "/wallet?employer=x", "", boss, 403, "wallet.not_agent"},
			{"entries say how they came about", "GET", "/wallet/entries", "", worker, 200, `"about":{"kind":"engagement","id":"` + string(job)},
			{"a bad cursor", "GET", "/wallet/entries?cursor=zzz", "", worker, 422, "request.cursor"},
			{"a statement", "GET", "/wallet/statements?month=2026-08", "", worker, 200, `"earned":{"minor":20000`},
			{"a bad month", "GET", "/wallet/statements?month=2026-8", "", worker, 422, "wallet.month"},
			{"too much", "POST", "/wallet/payouts", `{"card_id":"` + id + `","amount":{"minor":20001,"currency":"CNY"}}`, worker, 409, "wallet.funds"},
			{"nothing", "POST", "/wallet/payouts", `{"card_id":"` + id + `","amount":{"minor":0,"currency":"CNY"}}`, worker, 422, "wallet.amount"},
			{"below nothing", "POST", "/wallet/payouts", `{"card_id":"` + id + `","amount":{"minor":-5,"currency":"CNY"}}`, worker, 422, "wallet.amount"},
			{"huge", "POST", "/wallet/payouts", `{"card_id":"` + id + `","amount":{"minor":1e300,"currency":"CNY"}}`, worker, 422, "field."},
			{"another currency", "POST", "/wallet/payouts", `{"card_id":"` + id + `","amount":{"minor":5,"currency":"USD"}}`, worker, 422, "wallet.amount"},
			{"another's card", "POST", "/wallet/payouts", `{"card_id":"` + id + `","amount":{"minor":5,"currency":"CNY"}}`, boss, 404, "wallet.no_card"},
			{"a payout", "POST", "/wallet/payouts", `{"card_id":"` + id + `","amount":{"minor":5,"currency":"CNY"}}`, worker, 201, `"state":"asked"`},
			{"payouts", "GET", "/wallet/payouts", "", worker, 200, `银行处理中`},
			{"what was collected is no payout", "GET", "/wallet/payouts/c-" + string(job) + "-1?employer=" + string(employer), "", boss, 404, "wallet.no_payout"},
			{"no such payout", "GET", "/wallet/payouts/p-1", "", worker, 404, "wallet.no_payout"},
			{"no proofs yet", "GET", "/wallet/proofs", "", worker, 200, `"items":[]`},
			{"a proof", "POST", "/wallet/proofs", `{}`, worker, 201, `"total":{"minor":20000`},
			{"a proof of the future", "POST", "/wallet/proofs", `{"from":"2026-01-01","to":"2027-01-01"}`, worker, 422, "wallet.period"},
			{"a day that isn't", "POST", "/wallet/proofs", `{"from":"2026-02-30"}`, worker, 422, "field.date"},
			{"no such proof", "GET", "/wallet/proofs/AAAA", "", worker, 404, "wallet.no_proof"},
			{"my proofs", "GET", "/wallet/proofs?limit=1", "", worker, 200, `"page":"http://localhost/verify/`},
			{"not another's", "GET", "/wallet/proofs", "", boss, 200, `"items":[]`},
			{"a proof's bad cursor", "GET", "/wallet/proofs?cursor=zzz", "", worker, 422, "request.cursor"},
			{"remove a card", "DELETE", "/wallet/cards/" + id, "", worker, 200, ""},
			{"twice", "DELETE", "/wallet/cards/" + id, "", worker, 404, "wallet.no_card"},
		} {
			if status, body := call(tt.who, tt.method, tt.path, tt.body); status != tt.status || !strings.Contains(body, tt.says) {
				t.Errorf("%s: %d %s", tt.name, status, body)
			}
		}
		h.turn(time.Minute)
		h.sound()
	}, schemas...)
}

// The message that a payout ended leads to it, for the one who may see it.
func TestPayoutIsOpenToItsOwnerAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, simbank.Manners{Delay: time.Second})
		call := h.caller()
		employer, job, worker := newIDs()
		boss := h.boss().Person
		if err := h.fund(employer, job, 10000); err != nil {
			t.Fatal(err)
		}
		h.turn(5 * time.Second)
		if err := h.write(func(ctx context.Context, tx db.Tx) error {
			return errors.Join(h.Release(ctx, tx, "engagement:x:wage", job, worker, core.Yuan(6000)),
				h.Return(ctx, tx, "engagement:x:rest", job, employer, core.Yuan(4000)))
		}); err != nil {
			t.Fatal(err)
		}
		field := func(doc, name string) string {
			_, v, _ := strings.Cut(doc, `"`+name+`":"`)
			v, _, _ = strings.Cut(v, `"`)
			return v
		}
		of := "?employer=" + string(employer)
		for who, w := range map[core.PersonID]struct{ query, holder string }{worker: {"", "张测试"}, boss: {of, "测试家具店"}} {
			_, card := call(who, "POST", "/wallet/cards"+w.query, `{"number":"6228480432109876545","holder":"`+w.holder+`","bank":"农业银行"}`)
			_, payout := call(who, "POST", "/wallet/payouts"+w.query, `{"card_id":"`+field(card, "id")+`","amount":{"minor":500,"currency":"CNY"}}`)
			call(who, "DELETE", "/wallet/cards/"+field(card, "id")+w.query, "")
			h.turn(10 * time.Second)
			_, inbox := call(who, "GET", "/inbox", "")
			link := field(inbox, "link")
			if want := "/wallet/payouts/" + field(payout, "id") + w.query; link != want {
				t.Errorf("the message leads to %q, want %q", link, want)
			}
			if status, body := call(who, "GET", link, ""); status != 200 || !strings.Contains(body, `"number":"6228 **** **** 6545","bank":"农业银行"`) || !strings.Contains(body, `"state":"done"`) {
				t.Errorf("%d %s", status, body)
			}
			for _, stranger := range []core.PersonID{worker, boss} {
				if status, body := call(stranger, "GET", link, ""); stranger != who && status < 400 {
					t.Errorf("open to a stranger: %s", body)
				}
			}
		}
	}, schemas...)
}
