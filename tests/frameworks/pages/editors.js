/* Editors that keep a document of their own and draw it into editable boxes; the state is what their documents hold. */
import { EditorState as CodeState } from '@codemirror/state';
import { EditorView as CodeView } from '@codemirror/view';
import { registerRichText } from '@lexical/rich-text';
import { $getRoot, createEditor } from 'lexical';
import { baseKeymap } from 'prosemirror-commands';
import { keymap } from 'prosemirror-keymap';
import { schema } from 'prosemirror-schema-basic';
import { EditorState } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import Quill from 'quill';

import { showing } from './shared.js';

document.getElementById('app').innerHTML = `<main>
  <h1>Editors</h1>
  <div id="lexical" contenteditable="true" role="textbox" aria-label="Lexical" style="border: 1px solid; white-space: pre-wrap"></div>
  <div id="prosemirror" style="border: 1px solid; white-space: pre-wrap"></div>
  <div id="quill" style="border: 1px solid"></div>
  <div id="codemirror" style="border: 1px solid"></div>
  <pre id="state" style="white-space: pre-wrap"></pre>
</main>`;

const show = showing({});

const lexical = createEditor({ namespace: 'test', onError: (error) => show({ error: String(error) }) });
lexical.setRootElement(document.getElementById('lexical'));
registerRichText(lexical);
lexical.registerUpdateListener(({ editorState }) => {
  editorState.read(() => show({ Lexical: $getRoot().getTextContent().replaceAll(/\n+/g, '\n') }));
});

const view = new EditorView(document.getElementById('prosemirror'), {
  state: EditorState.create({ schema, plugins: [keymap(baseKeymap)] }),
  attributes: { role: 'textbox', 'aria-label': 'ProseMirror' },
  dispatchTransaction(transaction) {
    view.updateState(view.state.apply(transaction));
    show({ ProseMirror: view.state.doc.textBetween(0, view.state.doc.content.size, '\n') });
  },
});

const quill = new Quill('#quill');
quill.root.setAttribute('aria-label', 'Quill');
quill.root.setAttribute('role', 'textbox');
quill.on('text-change', () => show({ Quill: quill.getText().replace(/\n$/, '') }));

export const code = new CodeView({
  parent: document.getElementById('codemirror'),
  state: CodeState.create({
    extensions: [
      CodeView.contentAttributes.of({ 'aria-label': 'CodeMirror' }),
      CodeView.updateListener.of(({ state: { doc } }) => show({ CodeMirror: doc.toString() })),
    ],
  }),
});
show({});
