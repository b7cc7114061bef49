// The form of json-editor as its documentation begins: the default theme, no options.
import { JSONEditor } from '@json-editor/json-editor';
import { schema, data } from './page.js';

new JSONEditor(document.getElementById('form'), { schema, startval: data });
