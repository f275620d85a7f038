/** A few cards of a column that are next to each other. It is no element of the list: the cards are. */
import { Component } from 'preact';
import type { JSX } from 'preact';
import { CardView } from './cardView';
import type { Chunk } from './chunks';

export class CardChunk extends Component<{ readonly chunk: Chunk }> {
  /** Its cards draw themselves. */
  override shouldComponentUpdate(next: { readonly chunk: Chunk }): boolean {
    return next.chunk !== this.props.chunk;
  }

  override render(): JSX.Element {
    const { ids } = this.props.chunk;
    return (
      <div role="presentation" class="card-chunk" style={{ containIntrinsicBlockSize: `auto ${ids.length * usualHeightPixels}px` }}>
        {ids.map((id) => (
          <CardView key={id} id={id} />
        ))}
      </div>
    );
  }
}

/** What a card takes up, until it was seen. */
const usualHeightPixels = 90;
