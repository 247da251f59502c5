package account

import "context"

// SMS sends a text to a mobile number. It is called outside of transactions and
// may be called twice for one code.
type SMS interface {
	SendSMS(ctx context.Context, phone, text string) error
}
