// Package db opens the one database of Préau and runs transactions on it.
//
// Two engines are served by one text of SQL: SQLite, embedded, when the
// address is a file; PostgreSQL when it begins with postgres://. What differs
// between them stays in this package: types in migrations (migrate.go), row
// locks (Tx.Lock), errors (errors.go).
//
// It knows nothing of the programme. Start with Open, then DB.Read and
// DB.Write.
package db
