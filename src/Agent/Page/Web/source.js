// Lines of C# as the page shows them: with their numbers, comments paler, keywords stronger.

const words = /(\/\/.*$)|("(?:[^"\\]|\\.)*")|\b(abstract|as|base|bool|break|byte|case|const|continue|default|double|else|false|float|for|foreach|if|in|int|internal|is|long|namespace|new|null|out|override|private|protected|public|readonly|ref|return|sealed|static|struct|switch|this|true|uint|unsafe|using|var|void|while)\b/g;

/**
 * An operation: the method that is called, { name, file, line, text }, each but the name possibly missing; `inside`, what it sends to the device; and
 * `formula`, the same as plain loops. One of them is shown at a time.
 */
export function showSources({ inside = [], formula, ...call }) {
  const element = document.createElement('div');
  const methods = [call, ...inside, ...(formula ? [{ ...formula, note: 'as plain loops' }] : [])];
  const list = element.appendChild(document.createElement('div'));
  list.className = 'methods';
  const show = (method, button) => {
    for (const other of list.children)
      other.setAttribute('aria-pressed', other === button);
    element.lastChild === list ? element.append(showSource(method)) : element.lastChild.replaceWith(showSource(method));
  };
  for (const method of methods) {
    const button = list.appendChild(Object.assign(document.createElement('button'), { type: 'button', textContent: method.note ?? method.name }));
    button.onclick = () => show(method, button);
  }
  list.hidden = methods.length < 2;
  show(methods[0], list.firstChild);
  return element;
}

function showSource({ name, file, line, text }) {
  const element = document.createElement('figure');
  element.className = 'source';
  const caption = element.appendChild(document.createElement('figcaption'));
  caption.append(Object.assign(document.createElement('strong'), { textContent: name }));
  if (file)
    caption.append(Object.assign(document.createElement('code'), { textContent: line ? `${file}:${line}` : file }));
  if (text) {
    const code = element.appendChild(document.createElement('pre'));
    code.tabIndex = 0;
    code.style.counterReset = `line ${line - 1}`;
    code.append(...text.map(highlighted));
  }
  return element;
}

function highlighted(text) {
  const line = document.createElement('span');
  let at = 0;
  for (const match of text.matchAll(words)) {
    const [all, comment, string] = match;
    line.append(text.slice(at, match.index), Object.assign(document.createElement(comment ? 'em' : string ? 'i' : 'b'), { textContent: all }));
    at = match.index + all.length;
  }
  line.append(text.slice(at) + '\n');
  return line;
}
