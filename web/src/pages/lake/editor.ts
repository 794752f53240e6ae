// The SQL editor: CodeMirror in a shadow root, where its styles are constructed sheets that the page's policy allows.
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  closeBrackets,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { SQLDialect, type SQLNamespace, sql } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { LakeTableListing } from '../../../../src/model/lake-tables.ts'
import { columnOffers, offerOf } from './completion.ts'

export type EditorOrders = {
  /** The text has changed by a person's hand. */
  readonly changed: (text: string) => void
  /** Run this text: the selection if there is one, else everything. */
  readonly run: (text: string) => void
  /** Stop what runs; false when nothing does, so that the key may mean something else. */
  readonly cancel: () => boolean
}

export type Editor = {
  readonly text: () => string
  readonly write: (text: string) => void
  /** Puts a name in place of the selection and goes on behind it. */
  readonly insert: (text: string) => void
  readonly offer: (tables: readonly LakeTableListing[]) => void
  /** Marks the word at an offset, or nothing. */
  readonly mark: (problem: { readonly position: number; readonly text: string } | undefined) => void
  readonly goTo: (position: number) => void
  readonly runnable: () => string
  readonly close: () => void
}

/** What DuckDB and Athena both understand; more keywords would only be noise in the list. */
const dialect = SQLDialect.define({
  keywords:
    'select from where group by having order limit offset as and or not in is null like between exists case when then else end join inner left right full outer cross on using union all except intersect with distinct asc desc over partition rows range preceding following current row unbounded nulls first last cast true false unnest ordinality values interval escape filter',
  builtin:
    'count sum avg min max round floor ceil abs sqrt coalesce nullif greatest least stddev_samp var_samp corr lag lead first_value last_value row_number rank dense_rank ntile date_trunc extract substr length lower upper trim concat max_by min_by',
  types: 'integer bigint double varchar boolean date timestamp decimal real',
})

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--acc)' },
  { tag: tags.typeName, color: 'var(--acc)' },
  { tag: [tags.standard(tags.name), tags.function(tags.variableName)], color: 'var(--lap-c)' },
  { tag: tags.string, color: 'var(--pb)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--lap-ref)' },
  { tag: tags.comment, color: 'var(--ink3)' },
])

const codeFont = '"B612 Mono", "DejaVu Sans Mono", ui-monospace, monospace'
const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--bg1)' },
  // The box around it shows the focus.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: codeFont, fontSize: '14px', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--bg1)', color: 'var(--ink3)', border: 'none', minWidth: '44px' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 12px 0 8px' },
  '.cm-activeLine': { backgroundColor: 'var(--bg2)' },
  '.cm-placeholder': { color: 'var(--ink3)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--bg3)',
    outline: '1px solid var(--line-strong)',
  },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'color-mix(in oklab, var(--acc) 28%, var(--bg1))',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--bg2)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: codeFont,
    fontSize: '13px',
    maxHeight: '14em',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--acc)', color: 'var(--on-fill)' },
  '.cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail': { color: 'var(--on-fill)' },
  '.cm-completionDetail': { color: 'var(--ink3)', fontStyle: 'normal', marginLeft: '16px' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionInfo': {
    fontFamily: 'B612, sans-serif',
    fontSize: '13px',
    maxWidth: '320px',
    padding: '6px 10px',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--invalid) 1.5px',
    textUnderlineOffset: '4px',
  },
  '.cm-diagnostic-error': {
    borderLeft: '4px solid var(--invalid)',
    fontFamily: 'B612, sans-serif',
    fontSize: '13px',
  },
})

/** Opens an editor in a shadow root of `host`. */
export function openEditor(host: HTMLElement, text: string, orders: EditorOrders): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const parent = document.createElement('div')
  const frame = new CSSStyleSheet()
  frame.replaceSync(':host { display: block; height: 100% } .frame { height: 100% }')
  parent.className = 'frame'
  root.adoptedStyleSheets = [frame]
  root.replaceChildren(parent)
  const language = new Compartment()
  const run = (): boolean => {
    // Escape belongs to what runs now.
    closeCompletion(view)
    orders.run(runnable())
    return true
  }
  const view = new EditorView({
    root,
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(
          keymap.of([
            { key: 'Mod-Enter', run },
            { key: 'Ctrl-Enter', run },
          ]),
        ),
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        // Behind the list of completions, which the same key closes first.
        Prec.lowest(keymap.of([{ key: 'Escape', run: () => orders.cancel() }])),
        lineNumbers(),
        highlightSpecialChars(),
        highlightActiveLine(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ activateOnTypingDelay: 60, icons: false }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'SQL', spellcheck: 'false', autocapitalize: 'off' }),
        placeholder('SELECT … FROM laps'),
        syntaxHighlighting(colours),
        look,
        language.of(languageOf([])),
        EditorView.domEventHandlers({ beforeinput: typeOverSelection }),
        EditorView.updateListener.of(update => {
          if (update.docChanged) orders.changed(update.state.doc.toString())
        }),
      ],
    }),
  })
  const runnable = (): string => {
    const { main } = view.state.selection
    return main.empty ? view.state.doc.toString() : view.state.sliceDoc(main.from, main.to)
  }
  return {
    text: () => view.state.doc.toString(),
    runnable,
    write(next) {
      if (next === view.state.doc.toString()) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    },
    insert(name) {
      view.dispatch(view.state.replaceSelection(name))
      view.focus()
    },
    offer: tables => view.dispatch({ effects: language.reconfigure(languageOf(tables)) }),
    mark(problem) {
      const from = Math.min(problem?.position ?? 0, view.state.doc.length)
      const word = view.state.wordAt(from)
      const to = Math.max(word?.to ?? 0, Math.min(from + 1, view.state.doc.length))
      const marks =
        problem === undefined
          ? []
          : [{ from: word?.from ?? from, to, severity: 'error' as const, message: problem.text }]
      view.dispatch(setDiagnostics(view.state, marks))
    },
    goTo(position) {
      const anchor = Math.min(position, view.state.doc.length)
      view.dispatch({ selection: { anchor }, scrollIntoView: true })
      view.focus()
    },
    close: () => view.destroy(),
  }
}

/** Chromium styles the line that is left when somebody types over several lines, and the page's policy complains of it.
 * So the selection is replaced here, as CodeMirror would have understood it afterwards. */
function typeOverSelection(event: InputEvent, view: EditorView): boolean {
  const { main } = view.state.selection
  const { data } = event
  if (event.inputType !== 'insertText' || data === null || main.empty || view.composing) return false
  event.preventDefault()
  const insert = () =>
    view.state.update({ ...view.state.replaceSelection(data), userEvent: 'input.type', scrollIntoView: true })
  const handlers = view.state.facet(EditorView.inputHandler)
  if (!handlers.some(handle => handle(view, main.from, main.to, data, insert))) view.dispatch(insert())
  return true
}

function languageOf(tables: readonly LakeTableListing[]) {
  const schema: SQLNamespace = Object.fromEntries(
    tables.map(table => [
      table.name,
      {
        self: { label: table.name, type: 'class', detail: 'table', info: table.note },
        children: table.columns.map(column => ({ ...offerOf(table, column), type: 'property' })),
      },
    ]),
  )
  const support = sql({ dialect, schema, upperCaseKeywords: true })
  const columns = (context: CompletionContext) => {
    const word = context.matchBefore(/\w+/)
    const before = context.state.sliceDoc(0, word?.from ?? context.pos)
    // Behind a dot or FROM the schema alone has something to offer; in a comment or a text, nothing.
    const isElsewhere = /(\.|\b(from|join)\s+)$/i.test(before) || isQuoted(before)
    if ((word === null && !context.explicit) || isElsewhere) return null
    const options: readonly Completion[] = columnOffers(context.state.doc.toString(), tables).map(offer => ({
      ...offer,
      type: 'property',
      boost: 1,
    }))
    return { from: word?.from ?? context.pos, options, validFor: /^\w*$/ }
  }
  return [support, dialect.language.data.of({ autocomplete: columns })]
}

const isQuoted = (before: string): boolean => {
  const line = before.split('\n').at(-1) ?? ''
  return line.includes('--') || (before.split("'").length - 1) % 2 === 1
}
