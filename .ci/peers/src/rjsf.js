// The form of react-jsonschema-form as its documentation begins: the core theme, the default validator, no options.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import Form from '@rjsf/core';
import validator from '@rjsf/validator-ajv8';
import { schema, data } from './page.js';

createRoot(document.getElementById('form')).render(createElement(Form, { schema, formData: data, validator }));
