// Package civil holds what people write and read: days, instants, money,
// durations, counts and plain text, in French and in the time of Paris.
//
// Each value has three faces. String and Value give the text or the number that
// the database and the API keep; French gives what a page or a letter shows;
// a Read function takes what a person typed and answers with the value or with
// a [Fault], one French sentence fit to be shown beside the field.
// The Parse functions read our own text back and answer with ordinary errors.
//
// Where no value was given, the zero [Date] and the zero [Instant] stand for it:
// NULL in the database, "" in text. They sort before all others.
//
// In French text, a narrow no-break space (U+202F) separates thousands and
// stands inside « »; a no-break space (U+00A0) stands before a unit (€, h, min).
// Between the words of a date and between a count and its noun the space is an
// ordinary one, so that lines may break there.
//
// The package refuses to know the programme: no campaign, no deadline, no rate,
// no school year. It also refuses to know what time it is: the clock is an
// argument of whoever needs it.
//
// Start with [Date] and [Instant]; [CleanLine] and [CleanText] are for text as
// it comes in, [Fold] to search it, [SortKey] to sort it.
package civil
