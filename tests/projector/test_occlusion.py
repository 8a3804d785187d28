# Generated from nbs/projector/80_occlusion.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from PIL import Image
from fastcore.test import test_eq
from tinyemo.projector.occlusion import occlusion, plot_occlusion


def test_where_in_the_image():
    picture = Image.new('RGB', (70, 70), 'white')
    picture.paste('black', (50, 10, 60, 20))
    def dark(images): # how much of the picture is dark, and the rest
        shares = [min(1., (np.asarray(image.convert('L')) < 50).sum()/100) for image in images]
        return np.array([[share, 1 - share] for share in shares])

    fall, label = occlusion(dark, picture)
    test_eq((np.unravel_index(fall.argmax(), fall.shape), label), ((1, 5), 0))
    assert fall.max() > .9 and fall[4:, :3].max() < .01
    plot_occlusion(picture, fall, 'a dark spot');
