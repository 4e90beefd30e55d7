// Lines of C# as the page shows them: with their numbers, comments paler, keywords stronger.

const words = /(\/\/.*$)|("(?:[^"\\]|\\.)*")|\b(abstract|as|base|bool|break|byte|case|const|continue|default|double|else|false|float|for|foreach|if|in|int|internal|is|long|namespace|new|null|out|override|private|protected|public|readonly|ref|return|sealed|static|struct|switch|this|true|uint|unsafe|using|var|void|while)\b/g;

/** A method's name, its place and its text: { name, file, line, text }, each but the name possibly missing. */
export function showSource({ name, file, line, text }) {
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
