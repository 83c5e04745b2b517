// What html-validate asks of the pages that TestEveryPage visits: what the standard
// asks, what assistive tools need, and what a whole document has. Each exception says why.
module.exports = {
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
  rules: {
    // A table shown as cards on a narrow screen would lose its meaning in some browsers: its roles are repeated.
    // Those of the header and of the footer are asked for by RGAA 12.6.
    "no-redundant-role": "off",
    // The frame of a wide table is a region that one may scroll with the keyboard, not a part of the text.
    "prefer-native-element": "off",
    // The menu is written twice, for a wide and for a narrow screen; one of them is always hidden. axe, which
    // sees what is shown, checks that the landmarks that are there have a name each.
    "unique-landmark": "off",
    // A list of what there is to do, or of what was done, has a name: the standard allows it.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // Style sheets and the script come from the same server, and from no other: the policy of the pages says so.
    "require-sri": "off",
  },
};
