/** Comment syntax of a file, which its markers use. */
export type CommentStyle = 'hash' | 'html' | 'slashes';

/** Generated content of a file, between the markers `generated:<name>` and `generated:end`. */
export interface Section {
  readonly name: string;
  readonly content: string;
}

/**
 * Replaces the generated sections of a text and leaves everything else unchanged. Content is indented like its marker.
 * @throws Error when a marker is missing or occurs twice
 */
export function replaceSections(
  path: string,
  text: string,
  style: CommentStyle,
  sections: readonly Section[],
): string {
  return sections.reduce((result, section) => replaceSection(path, result, style, section), text);
}

function replaceSection(path: string, text: string, style: CommentStyle, { name, content }: Section): string {
  const lines = text.split('\n');
  const start = onlyIndexOf(path, lines, marker(style, name));
  const end = lines.findIndex((line, index) => index > start && line.trim() === marker(style, 'end'));
  if (end < 0)
    throw new Error(`${path}: "${marker(style, 'end')}" is missing after "${marker(style, name)}"`);
  const indent = /^\s*/.exec(lines[start] ?? '')?.[0] ?? '';
  const indented = content.split('\n').map((line) => (line === '' ? '' : indent + line));
  return [...lines.slice(0, start + 1), ...indented, ...lines.slice(end)].join('\n');
}

function onlyIndexOf(path: string, lines: readonly string[], wanted: string): number {
  const [first, ...others] = lines.flatMap((line, index) => (line.trim() === wanted ? [index] : []));
  if (first === undefined) throw new Error(`${path}: the line "${wanted}" is missing`);
  if (others.length > 0) throw new Error(`${path}: the line "${wanted}" occurs twice`);
  return first;
}

function marker(style: CommentStyle, name: string): string {
  const text = `generated:${name}`;
  switch (style) {
    case 'hash':
      return `# ${text}`;
    case 'html':
      return `<!-- ${text} -->`;
    case 'slashes':
      return `// ${text}`;
  }
}
