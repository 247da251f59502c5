// Package event is the published language: every fact that one module tells
// the others. To see how the modules talk, read this package.
//
// Each type's comment says who publishes it and who hears it. A fact carries
// what its hearers need, so that none has to ask back. Events of one Key are
// heard in order.
package event
