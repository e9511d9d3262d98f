// What makes the desk quicker by hand; everything works without it.
addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) {
    return;
  }
  const search = document.querySelector("[data-search]");
  if (search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// A click anywhere in a row opens what the row is about.
addEventListener("click", event => {
  const row = event.target.closest(".table tbody tr");
  if (!row || event.target.closest("a, button, input, label") || String(getSelection())) {
    return;
  }
  const link = row.querySelector("td a");
  if (link) {
    link.click();
  }
});
