interface FilePickProps {
  label: string;
  /** As of an input element. */
  accept: string;
  testId: string;
  disabled?: boolean;
  onPick: (file: File) => void;
}

/** A field that takes one file, and the same one again if need be. */
export function FilePick({ label, accept, testId, disabled = false, onPick }: FilePickProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="file"
        accept={accept}
        data-testid={testId}
        disabled={disabled}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) onPick(file);
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}
