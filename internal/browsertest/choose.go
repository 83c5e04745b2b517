package browsertest

// Choose clicks on an answer of the question of a name: « Oui » of one question
// is not « Oui » of the next.
func (b *Browser) Choose(question, answer string) {
	b.t.Helper()
	if err := b.In(question).choose(answer); err != nil {
		b.t.Fatalf("Choose(%q, %q): %v", question, answer, err)
	}
}

func (b *Browser) choose(answer string) error {
	ctx, cancel := b.step()
	defer cancel()
	node, err := find(ctx, answer, []string{"radio", "checkbox"}, b.groups)
	if err != nil {
		return err
	}
	return b.clickOn(ctx, node)
}
