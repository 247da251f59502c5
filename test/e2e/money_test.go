package e2e

import (
	"bytes"
	"strings"
	"testing"

	"yilu/test/browser"
	"yilu/test/rig"
)

// takeOut moves all of the wallet to a card that the worker adds on the way, and
// finds both movements in the month's statement.
func takeOut(t *testing.T, p *browser.Page, name string) {
	p.Tap("收钱")
	p.See("我的钱包")
	p.Shot("wallet")
	p.Accessible()
	p.Tap("取钱到银行卡")
	p.See("还没有银行卡")
	p.Shot("payout-no-card")
	p.Tap("加一张卡")
	p.See("银行卡")
	p.Tap("加一张卡")
	p.Shot("card-consent")
	p.Tap("我看过了，同意")
	p.Fill("银行卡号", "6228480432109876545")
	p.Fill("持卡人姓名", "别人")
	p.Tap("农信社")
	p.Tap("加上这张卡")
	p.See("本人") // only one's own card
	p.Shot("card-refused")
	p.Accessible()
	p.Fill("持卡人姓名", name)
	p.Tap("加上这张卡")
	p.See("卡加好了")
	p.See("6228 **** **** 6545")
	p.Shot("cards")

	p.Back()
	p.Tap("全部取出")
	p.Shot("payout")
	p.Accessible()
	p.Tap("取 240.00 元到")
	shows(t, p, "已到卡")
	p.Shot("arrived")
	p.Accessible()
	p.Tap("回到钱包")
	p.Tap("月账单")
	p.See("+240.00")
	p.See("−240.00")
	p.Shot("statement")
	p.Accessible()
	p.Tap("返回")
}

// prove makes an income proof in the page, and lets a stranger at a desk verify
// it, mistyped first.
func prove(t *testing.T, p *browser.Page, is *rig.Client) {
	p.Tap("收入证明")
	p.Tap("开收入证明")
	p.See("打开证明")
	code := strings.TrimSpace(p.TextOf(".code .big"))
	p.ShotWhole("proof")
	p.Accessible()
	page := browser.Eval[string](p, `document.querySelector('.code a').href`)
	if !strings.HasSuffix(page, "/verify/"+code) {
		t.Errorf("the paper of %s leads to %s", code, page)
	}
	if paper, err := is.Do("GET", "/wallet/proofs/"+code+"/pdf", nil); err != nil || !bytes.HasPrefix(paper.Body, []byte("%PDF-")) {
		t.Errorf("the paper begins with %.20q %v", paper.Body, err)
	}

	clerk := browser.New(t, browser.Desk)
	clerk.Open(strings.TrimSuffix(page, "/"+code))
	clerk.Fill("收入证明上的编号", "ABCD-EFGH-JKMN-PQRS")
	clerk.Tap("核对")
	clerk.See("没有这个编号")
	clerk.Shot("verify-none")
	clerk.Accessible()
	clerk.Fill("收入证明上的编号", strings.ToLower(code))
	clerk.Tap("核对")
	clerk.See("编号是真的")
	clerk.See("240.00")
	if clerk.Sees(is.Name) {
		t.Error("the public page shows the whole name")
	}
	clerk.Shot("verified")
	clerk.Accessible()
	clerk.Tap("English")
	clerk.See("The code is genuine")
	clerk.Shot("verified-en")
}
