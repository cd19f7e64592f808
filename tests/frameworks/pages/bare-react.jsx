import { useState } from 'react';
import { createRoot } from 'react-dom/client';

function App() {
  const [more, setMore] = useState(0);
  return (
    <div>
      <div onClick={() => setMore(more + 1)}>Clicked</div>
      <div onMouseDown={() => undefined}>Pressed</div>
      <div data-plain="">Words only</div>
      {more > 0 && <div onClick={() => undefined}>Later</div>}
    </div>
  );
}

createRoot(document.querySelector('#app')).render(<App />);
