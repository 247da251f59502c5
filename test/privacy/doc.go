// Package privacy shows what people can do with their own data, over the whole
// program: have them, have them corrected, have them erased.
package privacy
