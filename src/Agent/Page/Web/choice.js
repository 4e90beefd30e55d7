// One of several buttons is pressed: data-NAME of each is what it stands for.

/** Calls chosen(value) when another button of the group is pressed. */
export function choice(group, name, chosen) {
  group.addEventListener('click', ({ target }) => {
    const value = target.closest('button')?.dataset[name];
    if (value == null)
      return;
    choose(group, name, value);
    chosen(value);
  });
}

/** Shows a button as the pressed one. */
export function choose(group, name, value) {
  for (const button of group.querySelectorAll('button'))
    button.setAttribute('aria-pressed', button.dataset[name] === value);
}
